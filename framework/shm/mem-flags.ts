/**
 * Memory flags of UG1186 / libmetal's `xreg_cortexr5.h`, by their exact names: TEX/S/C/B in the low byte, access permission in the next.
 * Linux ignores them; the R5 turns them into the access-control word of its MPU regions (DRACR).
 */
export const MEM_FLAGS = {
  STRONG_ORDERED_SHARED: 0x00,
  DEVICE_SHARED: 0x01,
  DEVICE_NONSHARED: 0x10,
  NORM_NSHARED_WT_NWA: 0x02,
  NORM_SHARED_WT_NWA: 0x06,
  NORM_NSHARED_WB_NWA: 0x03,
  NORM_SHARED_WB_NWA: 0x07,
  NORM_NSHARED_WB_WA: 0x0b,
  NORM_SHARED_WB_WA: 0x0f,
  NORM_NSHARED_NCACHE: 0x08,
  NORM_SHARED_NCACHE: 0x0c,
} as const;

export const ACCESS_FLAGS = {
  NO_ACCESS: 0x000,
  PRIV_RW_USER_NA: 0x100,
  PRIV_RW_USER_RO: 0x200,
  PRIV_RW_USER_RW: 0x300,
  PRIV_RO_USER_NA: 0x500,
  PRIV_RO_USER_RO: 0x600,
} as const;

export const EXECUTE_NEVER = 0x1000;

export const { NORM_SHARED_NCACHE, NORM_NSHARED_NCACHE, DEVICE_SHARED, STRONG_ORDERED_SHARED, NORM_NSHARED_WB_WA } = MEM_FLAGS;
export const { NO_ACCESS, PRIV_RW_USER_NA, PRIV_RW_USER_RO, PRIV_RW_USER_RW, PRIV_RO_USER_NA, PRIV_RO_USER_RO } = ACCESS_FLAGS;

/** The memory type alone, e.g. `NORM_SHARED_NCACHE`. */
export function memoryTypeText(flags: number): string {
  const type = Object.entries(MEM_FLAGS).find(([, value]) => value === (flags & 0xff));
  return type?.[0] ?? `0x${(flags & 0xff).toString(16)}`;
}

/** The flags in libmetal's names, e.g. `NORM_SHARED_NCACHE | PRIV_RW_USER_RW`; an unknown part is shown in hexadecimal. */
export function memFlagsText(flags: number): string {
  const access = Object.entries(ACCESS_FLAGS).find(([, value]) => value === (flags & 0x700));
  const parts = [memoryTypeText(flags), access?.[0] ?? `0x${(flags & 0x700).toString(16)}`];
  if (flags & EXECUTE_NEVER) parts.push('EXECUTE_NEVER');
  return parts.join(' | ');
}

/** True when the low byte is one of libmetal's memory types and the next a legal access permission. */
export function isLegalMemFlags(flags: number): boolean {
  return (
    Number.isInteger(flags) &&
    flags >= 0 &&
    (flags & ~(0x7ff | EXECUTE_NEVER)) === 0 &&
    Object.values<number>(MEM_FLAGS).includes(flags & 0xff) &&
    Object.values<number>(ACCESS_FLAGS).includes(flags & 0x700)
  );
}
