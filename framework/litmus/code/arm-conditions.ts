import type { ConditionCode } from '../program';

/** The condition field of A64 and A32, which number conditions alike (Arm ARM, ConditionHolds). */
export const ARM_CONDITIONS: Record<ConditionCode, number> = {
  eq: 0,
  ne: 1,
  hs: 2,
  lo: 3,
  mi: 4,
  pl: 5,
  hi: 8,
  ls: 9,
  ge: 10,
  lt: 11,
  gt: 12,
  le: 13,
};
