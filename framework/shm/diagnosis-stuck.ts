import type { Cause, Observation } from './diagnosis';

const WORDS = [64, 32, 16, 8] as const;

/** A data bit that always reads the same, if forcing it explains every element. One wrong element may be one bad cell: it takes two. */
export function stuckBit(observations: readonly Observation[]): Cause[] {
  const wrong = observations.filter(({ expected, got }) => expected !== got);
  const [first] = wrong;
  if (wrong.length < 2 || first === undefined) return [];
  const lowest = (first.off % 8) * 8 + lowestBit(first.expected ^ first.got);
  const at = (first.got >> BigInt(lowestBit(first.expected ^ first.got))) & 1n ? 1 : 0;
  // The widest word first: a bit of a narrow bus shows once in each of its words.
  for (const of of WORDS) {
    const bit = lowest % of;
    if (observations.every((one) => forced(one, bit, of, at) === one.got)) return [{ kind: 'stuck-bit', bit, of, at }];
  }
  return [];
}

/** What the element reads as with that bit of every word forced. */
function forced({ off, width, expected }: Observation, bit: number, of: number, at: 0 | 1): bigint {
  let mask = 0n;
  for (let i = 0; i < width; i++) if (((off % 8) * 8 + i) % of === bit) mask |= 1n << BigInt(i);
  return at === 1 ? expected | mask : expected & ~mask;
}

function lowestBit(value: bigint): number {
  return (value & -value).toString(2).length - 1;
}
