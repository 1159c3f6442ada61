import { bitsOf, wrongOf, type Cause, type Content, type Observation } from './diagnosis';

/** Distances that are tried: every multiple of the smallest line of a cache. A window that is off by less shows as lanes that are crossed. */
const STEP = 32;
/** Of elements that are found at the distance; what repeats itself, as a walking bit does, is found at many. */
const EVIDENCE = 64;
/** How far is looked where the size of the region is not known. */
const NEAR = 0x10000;

/**
 * A window that begins at the wrong address: each element, right ones too, is what was written at one and the same distance; of
 * wrong ones that may be where nobody knows.
 */
export function windowShifted(observations: readonly Observation[], written: Content, size = 0): Cause[] {
  const wrong = wrongOf(observations);
  const [first] = wrong;
  if (first === undefined || bitsOf(wrong) < EVIDENCE) return [];
  // What is right comes first: it rules out most distances at once.
  const judged = [...observations].sort((a, b) => Number(a.expected !== a.got) - Number(b.expected !== b.got));
  // Half of the region at the most: beyond that hardly anything is left to compare.
  const reach = size > 0 ? size / 2 : NEAR;
  for (let distance = STEP; distance <= reach; distance += STEP) {
    // The nearest first.
    for (const bytes of [distance, -distance]) if (fits(judged, written, bytes, size)) return [{ kind: 'window-shifted', bytes }];
  }
  return [];
}

function fits(observations: readonly Observation[], written: Content, bytes: number, size: number): boolean {
  let evidence = 0;
  for (const { off, width, expected, got } of observations) {
    const from = off + bytes;
    // What lies beyond the region nobody knows: other memory, or the region's other end.
    const there = from >= 0 && (size === 0 || from + width / 8 <= size) ? written(width, from) : undefined;
    if (there === undefined && expected !== got) continue;
    if (there !== got) return false;
    if (expected !== got) evidence += width;
  }
  return evidence >= EVIDENCE;
}
