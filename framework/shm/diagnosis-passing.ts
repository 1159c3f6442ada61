import { EVIDENCE_BITS, wrongOf, type Cause, type Findings, type Observation } from './diagnosis';

/** Bytes of a cache line of the R5, and half of one of the A53. */
const LINE = 32;
/** So many lines at the end, all old, are no coincidence of single ones. */
const TAIL = 8;
/** Where others have looked as well, one byte that is old to all of them is evidence enough. */
const SEEN_BY_OTHERS = 8;

/**
 * What is wrong for a time or in a place, and not with the memory: elements that hold, all or in part, what was there before. When they are looked at again,
 * and what their writer sees of them, tells which it is.
 */
export function passingCauses(findings: Findings): Cause[] {
  const { observations, later, writer, shared, waited } = findings;
  const wrong = wrongOf(observations);
  const olds = wrong.map((one) => oldPart(one, findings));
  const bits = olds.reduce((sum, old) => sum + (old?.bits ?? 0), 0);
  if (olds.includes(undefined) || bits < ((later ?? writer) ? SEEN_BY_OTHERS : EVIDENCE_BITS)) return [];

  const arrived = later && wrong.every(({ off, width, expected }) => later(width, off) === expected);
  const torn = later && !arrived ? undefined : tornPart(wrong, olds);
  if (torn) return [torn];

  const lines = new Set(wrong.map(lineOf)).size;
  const staleLine: Cause = { kind: 'stale-line', lines, age: Math.max(...olds.map((old) => old?.age ?? 1)) };
  if (arrived && (waited || isTail(observations, lines))) return [{ kind: 'late' }];
  if (arrived) return lines === 1 ? [staleLine, { kind: 'late' }] : [staleLine];

  const keeps = wrong.filter(({ off, width, expected }) => !later || later(width, off) !== expected);
  const lost: Cause = { kind: 'lost-write', elements: keeps.length };
  const sees = writer && keeps.every(({ off, width, expected }) => writer(width, off) === expected);
  if (sees) return [staleLine];
  // What was waited for and its writer does not see either was never written: the writer waited as well.
  if (waited) return [];
  if (shared) return [{ kind: 'clobbered-line', lines }, lost];
  if (writer && later) return [lost];
  return [wholeLines(findings, wrong) ? staleLine : { kind: 'stale' }];
}

interface Old {
  /** Rounds ago. */
  readonly age: number;
  /** What was there then. */
  readonly value: bigint;
  /** How many bits of the element are in bytes that should be something else and are the old ones. */
  readonly bits: number;
}

/** The latest content that the element holds wherever it is not what it should be, byte by byte. */
function oldPart({ off, width, expected, got }: Observation, { before, earlier = [] }: Findings): Old | undefined {
  for (const [i, content] of [before, ...earlier].entries()) {
    const value = content?.(width, off);
    if (value === undefined) continue;
    const bytes = Array.from({ length: width / 8 }, (_, byte) => [expected, got, value].map((v) => (v >> BigInt(8 * byte)) & 0xffn));
    const wrong = bytes.filter(([should, is]) => should !== is);
    if (wrong.every(([, is, was]) => is === was)) return { age: i + 1, value, bits: 8 * wrong.length };
  }
  return undefined;
}

/** Every wrong element is new in one half and old in the other. */
function tornPart(wrong: readonly Observation[], olds: readonly (Old | undefined)[]): Cause | undefined {
  const [first] = wrong;
  if (first === undefined || first.width === 8) return undefined;
  const half = first.width / 2;
  const torn = wrong.every(({ width, expected, got }, i) => {
    const old = olds[i]?.value;
    if (old === undefined || width !== first.width) return false;
    const [low, high] = [(v: bigint) => BigInt.asUintN(half, v), (v: bigint) => v >> BigInt(half)];
    const mixed = (older: typeof low, newer: typeof low): boolean =>
      older(got) === older(old) && newer(got) === newer(expected) && newer(got) !== newer(old);
    return mixed(low, high) || mixed(high, low);
  });
  return torn ? { kind: 'torn', width: first.width, part: half } : undefined;
}

/** From the first wrong element on all are wrong, and they are many lines: it is what was written last that is missing. */
function isTail(observations: readonly Observation[], lines: number): boolean {
  const ordered = [...observations].sort((a, b) => a.off - b.off);
  const start = ordered.findIndex(({ expected, got }) => expected !== got);
  return lines >= TAIL && ordered.slice(start).every(({ expected, got }) => expected !== got);
}

/** In each line with a wrong element all of it was looked at and is old, and there are others that are not. */
function wholeLines({ observations, before }: Findings, wrong: readonly Observation[]): boolean {
  const lines = new Set(wrong.map(lineOf));
  const inLines = observations.filter((one) => lines.has(lineOf(one)));
  const isOld = (one: Observation): boolean => wrong.includes(one) || before?.(one.width, one.off) === one.got;
  const bytes = inLines.reduce((sum, { width }) => sum + width / 8, 0);
  return observations.length > inLines.length && bytes === lines.size * LINE && inLines.every(isOld);
}

function lineOf({ off }: Observation): number {
  return Math.floor(off / LINE);
}
