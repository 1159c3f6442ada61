import { aliasedLines } from './diagnosis-lines';
import { swappedLanes } from './diagnosis-lanes';
import { passingCauses } from './diagnosis-passing';
import { windowShifted } from './diagnosis-shift';
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
  /** What was there before that, the latest first. */
  readonly earlier?: readonly Content[];
  /** The same places as the same side reads them later, when whatever was under way must have arrived. */
  readonly later?: Content;
  /** The same places as the side that wrote them sees them. */
  readonly writer?: Content;
  /** Both sides stored into the lines of these places at the same time. */
  readonly shared?: boolean;
  /** The reader looked at these places again and again, as long as it had patience, before it took them as observed. */
  readonly waited?: boolean;
  /** Bytes of the region. */
  readonly size?: number;
  /** What was seen when the region was filled anew and looked at afterwards: what is always wrong shows there, what passes may not. */
  readonly probe?: Findings;
}

export type Cause =
  /** Bit `bit` of every word of `of` bits reads as `at`. */
  | { readonly kind: 'stuck-bit'; readonly bit: number; readonly of: 8 | 16 | 32 | 64; readonly at: 0 | 1 }
  /** Places that differ in this bit of their address only are one memory. `offset`: of the offset, which a wrong translation or mapping would do. */
  | { readonly kind: 'aliased-line'; readonly line: number; readonly of: 'address' | 'offset' }
  /** Byte i of every 64-bit word reads as byte `lanes[i]` of it. */
  | { readonly kind: 'swapped-lanes'; readonly lanes: readonly number[] }
  /** What one side finds at an offset is what the other has `bytes` further on. */
  | { readonly kind: 'window-shifted'; readonly bytes: number }
  /** What was there before has not been replaced, or is still what this side sees: nothing more is known. */
  | { readonly kind: 'stale' }
  /** A cache has a copy: whole lines of it are what was there `age` rounds before, or the writer sees what the reader does not. */
  | { readonly kind: 'stale-line'; readonly lines: number; readonly age: number }
  /** What was written arrived, but after it should have; `ms` where it is known. */
  | { readonly kind: 'late'; readonly ms?: number }
  /** What was written never arrived: both sides see what was there before. */
  | { readonly kind: 'lost-write'; readonly elements: number }
  /** One part of an element is new and the other old, and later it was whole. */
  | { readonly kind: 'torn'; readonly width: number; readonly part: number }
  /** What one side stored was undone when the other stored beside it in the same line. */
  | { readonly kind: 'clobbered-line'; readonly lines: number }
  /** A side translates every offset to an address `bytes` above the declared one. */
  | { readonly kind: 'translation-shifted'; readonly bytes: bigint }
  /** A side has two pages of the table the other way round. */
  | { readonly kind: 'exchanged-pages'; readonly pages: readonly [number, number] }
  /** A side has lost the upper 32 bits of physical addresses. */
  | { readonly kind: 'truncated-address' }
  | { readonly kind: 'unknown' };

/** A chance agreement of fewer bits than these proves nothing. */
export const EVIDENCE_BITS = 32;

/** What is wrong with the memory always, whoever wrote last: it must show in a probe. */
export const LASTING: readonly Cause['kind'][] = ['stuck-bit', 'aliased-line', 'swapped-lanes', 'window-shifted'];

/**
 * The causes that explain each wrong element and that no right one contradicts, the likeliest first; `unknown` where there is none. Several may fit one and
 * the same set. A probe decides where it shows anything, but for lines that two sides clobber, which it cannot show; where it shows nothing, what would have shown in it is ruled out if something else explains the set.
 */
export function diagnose(findings: Findings): Cause[] {
  if (wrongOf(findings.observations).length === 0) return [];
  const probed = findings.probe ? causesOf(findings.probe) : [];
  const causes = causesOf(findings);
  // A probe has one side write: what two that write at once do to each other it cannot show, whatever else it finds lost.
  if (probed.every(({ kind }) => kind === 'lost-write') && causes[0]?.kind === 'clobbered-line') return causes;
  // What is wrong for good and shows nowhere in this set does not explain it: something else is at work as well, and is named behind it.
  const lasting = probed.length > 0 && probed.every(({ kind }) => LASTING.includes(kind));
  if (lasting && !causes.some(({ kind }) => LASTING.includes(kind))) return [...probed, ...causes];
  if (probed.length > 0) return probed;
  const passing = causes.filter(({ kind }) => !LASTING.includes(kind) && kind !== 'late');
  if (findings.probe && passing.length > 0) return passing;
  return causes.length > 0 ? causes : [{ kind: 'unknown' }];
}

function causesOf(findings: Findings): Cause[] {
  const { observations, base, before } = findings;
  const written = findings.written ?? contentOf(observations);
  if (wrongOf(observations).length === 0) return [];
  const routes = [...aliasedLines(observations, written, base, before), ...windowShifted(observations, written, findings.size)];
  return [...stuckBit(observations), ...routes, ...swappedLanes(observations, written), ...passingCauses(findings)];
}

/** The elements that are not what they should be. */
export function wrongOf(observations: readonly Observation[]): Observation[] {
  return observations.filter(({ expected, got }) => expected !== got);
}

export function bitsOf(observations: readonly Observation[]): number {
  return observations.reduce((bits, { width }) => bits + width, 0);
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
