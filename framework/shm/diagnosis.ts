import { aliasedLines } from './diagnosis-lines';
import { swappedLanes } from './diagnosis-lanes';
import { stuckBit } from './diagnosis-stuck';

/** What a set of elements that were read, some of them wrong, says of the memory they came from. Pure functions: nothing here touches a region. */

/** One element that was looked at. */
export interface Observation {
  readonly off: number;
  /** Bits; `off` is a multiple of its bytes. */
  readonly width: 8 | 16 | 32 | 64;
  readonly expected: bigint;
  readonly got: bigint;
}

/** What `width` bits at `off` should be, or were; undefined where nobody knows. */
export type Content = (width: number, off: number) => bigint | undefined;

export interface Findings {
  /** Physical address of offset 0 of the region, which is linear. */
  readonly base: bigint;
  /** The right elements belong in it: they are what contradicts a cause. */
  readonly observations: readonly Observation[];
  /** What was written, also where nobody looked. Absent: what the observations expected. */
  readonly written?: Content;
  /** What was there before. */
  readonly before?: Content;
}

export type Cause =
  /** Bit `bit` of every word of `of` bits reads as `at`. */
  | { readonly kind: 'stuck-bit'; readonly bit: number; readonly of: 8 | 16 | 32 | 64; readonly at: 0 | 1 }
  /** Places that differ in this bit of their address only are one memory. `offset`: of the offset, which a wrong translation or mapping would do. */
  | { readonly kind: 'aliased-line'; readonly line: number; readonly of: 'address' | 'offset' }
  /** Byte i of every 64-bit word reads as byte `lanes[i]` of it. */
  | { readonly kind: 'swapped-lanes'; readonly lanes: readonly number[] }
  /** What was there before has not been replaced, or is still what this side sees. */
  | { readonly kind: 'stale' }
  | { readonly kind: 'unknown' };

/** A chance agreement of fewer bits than these proves nothing. */
export const EVIDENCE_BITS = 32;

/** Every cause that explains each wrong element and that no right one contradicts; `unknown` where there is none. Two may fit one and the same set. */
export function diagnose(findings: Findings): Cause[] {
  const written = findings.written ?? contentOf(findings.observations);
  const wrong = wrongOf(findings.observations);
  if (wrong.length === 0) return [];
  const causes = [
    ...stuckBit(findings.observations),
    ...aliasedLines(findings.observations, written, findings.base, findings.before),
    ...swappedLanes(findings.observations, written),
    ...stale(wrong, findings.before),
  ];
  return causes.length > 0 ? causes : [{ kind: 'unknown' }];
}

/** The elements that are not what they should be. */
export function wrongOf(observations: readonly Observation[]): Observation[] {
  return observations.filter(({ expected, got }) => expected !== got);
}

export function bitsOf(observations: readonly Observation[]): number {
  return observations.reduce((bits, { width }) => bits + width, 0);
}

function stale(wrong: readonly Observation[], before: Content | undefined): Cause[] {
  const old = before !== undefined && bitsOf(wrong) >= EVIDENCE_BITS && wrong.every(({ off, width, got }) => before(width, off) === got);
  return old ? [{ kind: 'stale' }] : [];
}

/** Byte by byte, so that what was expected at one width is known at another. */
export function contentOf(observations: readonly Pick<Observation, 'off' | 'width' | 'expected'>[]): Content {
  const bytes = new Map<number, bigint>();
  for (const { off, width, expected } of observations)
    for (let i = 0; i < width / 8; i++) bytes.set(off + i, (expected >> BigInt(8 * i)) & 0xffn);
  return (width, off) => {
    let value = 0n;
    for (let i = 0; i < width / 8; i++) {
      const byte = bytes.get(off + i);
      if (byte === undefined) return undefined;
      value |= byte << BigInt(8 * i);
    }
    return value;
  };
}
