import type { ConditionCode } from '../program';

/** The condition that holds when the other does not. */
export const INVERSE: Record<ConditionCode, ConditionCode> = {
  eq: 'ne',
  ne: 'eq',
  hs: 'lo',
  lo: 'hs',
  mi: 'pl',
  pl: 'mi',
  hi: 'ls',
  ls: 'hi',
  ge: 'lt',
  lt: 'ge',
  gt: 'le',
  le: 'gt',
};
