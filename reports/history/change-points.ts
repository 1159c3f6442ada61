import { median } from './median';

export interface ChangePoint {
  /** Index of the first value after the change. */
  readonly at: number;
  /** Medians of the stretches on both sides. */
  readonly before: number;
  readonly after: number;
}

export interface ChangeOptions {
  /** Probability of a change where there is none, of one stretch. */
  readonly alpha?: number;
  /** Least change of the median, as a part of it, that counts. */
  readonly effect?: number;
}

/** Fewer values on either side say nothing. */
const SHORTEST = 5;

/**
 * Where a series changed its level: Pettitt's test, by ranks and so for values of any distribution, on the whole, then on the stretches between the changes
 * found. A change that is smaller than `effect` is none. The values are taken to be independent. How often it speaks where nothing changed: docs/history.md.
 */
export function changePoints(values: readonly number[], { alpha = 0.01, effect = 0.05 }: ChangeOptions = {}): ChangePoint[] {
  const places = split(values, 0, alpha).sort((a, b) => a - b);
  for (;;) {
    const found = levelsAt(values, places);
    const parts = found.map(changeOf);
    const least = Math.min(...parts);
    if (found.length === 0 || least >= effect) return found;
    // The stretches on both sides of the least are one: what is left may differ by more, as where a level drifts.
    places.splice(parts.indexOf(least), 1);
  }
}

/** How much a level changes, as a part of it; from 0 to anything else without bound. */
function changeOf({ before, after }: ChangePoint): number {
  return before === after ? 0 : Math.abs(after - before) / Math.abs(before);
}

function levelsAt(values: readonly number[], places: readonly number[]): ChangePoint[] {
  const edges = [0, ...places, values.length];
  return places.map((at, i) => ({ at, before: median(values.slice(edges[i], at)), after: median(values.slice(at, edges[i + 2])) }));
}

function split(values: readonly number[], offset: number, alpha: number): number[] {
  const at = likeliest(values);
  if (at === undefined || at.p > alpha) return [];
  const [left, right] = [values.slice(0, at.index), values.slice(at.index)];
  return [...split(left, offset, alpha), offset + at.index, ...split(right, offset + at.index, alpha)];
}

/** Pettitt, Applied Statistics 28 (1979): K = max |U(t)|, p ≈ 2 exp(-6 K² / (n³ + n²)). */
function likeliest(values: readonly number[]): { index: number; p: number } | undefined {
  const n = values.length;
  let [u, most, index] = [0, 0, -1];
  for (let t = 0; t < n - 1; t++) {
    for (const other of values) u += Math.sign((values[t] as number) - other);
    const inside = t + 1 >= SHORTEST && n - t - 1 >= SHORTEST;
    if (inside && Math.abs(u) > most) [most, index] = [Math.abs(u), t + 1];
  }
  return index < 0 ? undefined : { index, p: Math.min(1, 2 * Math.exp((-6 * most ** 2) / (n ** 3 + n ** 2))) };
}
