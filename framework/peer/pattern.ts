import { PATTERN } from './jobs';

/** The patterns of `native/core/pattern.h` on the host: what an element should hold, where a side says that it does not. A test keeps the two equal. */

const U64 = (1n << 64n) - 1n;
const U32 = 0xffff_ffffn;

/** A pattern as a job is given it. */
export interface PatternFill {
  /** Number of `PATTERN`. */
  readonly pattern: number;
  readonly seed: bigint | number;
}

/** The `width` bits, at most 64, at the naturally aligned offset `off`. */
export function patternAt({ pattern, seed }: PatternFill, width: number, off: number): bigint {
  const word = patternWord(pattern, BigInt.asUintN(64, BigInt(seed)), off - (off % 8));
  return BigInt.asUintN(width, word >> BigInt((off % 8) * 8));
}

/** Name of a pattern's number. */
export function patternName(pattern: number): string {
  return Object.entries(PATTERN).find(([, number]) => number === pattern)?.[0] ?? `pattern ${pattern}`;
}

/** Seed of a round of the hand-off; rounds count from 1. */
export function roundSeed(seed: bigint | number, round: number): bigint {
  return (BigInt(seed) + BigInt(round) * 0x9e37_79b9_7f4a_7c15n) & U64;
}

/** Base of the counters of a run in a control block or its data: `amp_counter_base`. */
export function counterBase(seed: bigint | number): number {
  return Number(mix64(BigInt.asUintN(64, BigInt(seed) ^ 0x6a09_e667_f3bc_c909n)) >> 32n);
}

function patternWord(pattern: number, seed: bigint, off: number): bigint {
  const index = BigInt(off / 8);
  switch (pattern) {
    case PATTERN.random:
      return mix64((seed + index * 0xd1b5_4a32_d192_ed03n) & U64);
    case PATTERN.constant:
      return seed;
    case PATTERN.walkingOne:
      return 1n << ((index + seed) & 63n);
    case PATTERN.walkingZero:
      return U64 ^ (1n << ((index + seed) & 63n));
    case PATTERN.checkerboard:
      return ((index + seed) & 1n) === 1n ? 0xaaaa_aaaa_aaaa_aaaan : 0x5555_5555_5555_5555n;
    default: {
      const low = (BigInt(off) + seed) & U32;
      const word = (((low + 4n) & U32) << 32n) | low;
      return pattern === PATTERN.inverseAddress ? U64 ^ word : word;
    }
  }
}

function mix64(value: bigint): bigint {
  let x = ((value ^ (value >> 30n)) * 0xbf58_476d_1ce4_e5b9n) & U64;
  x = ((x ^ (x >> 27n)) * 0x94d0_49bb_1331_11ebn) & U64;
  return x ^ (x >> 31n);
}
