import type { MeasurementLine } from './schema';

/** Counts of ticks by bucket, empty ones left out, in order: as the record has it. */
export type Distribution = NonNullable<MeasurementLine['distribution']>;

/** Buckets of a power of two: `native/core/latency_table.h`, as HdrHistogram has them with two significant digits. */
export const HALF_BUCKETS = 128;

/** Nearest-rank quantile in ticks: the highest value of its bucket, never more than was seen. */
export function quantileOf({ buckets, min, max }: Distribution, q: number): number {
  const n = buckets.reduce((sum, [, count]) => sum + count, 0);
  const rank = Math.max(1, Math.ceil(q * n));
  let below = 0;
  for (const [lowest, count] of buckets) {
    below += count;
    // What is longer than the last bucket reaches is in it as well.
    if (below >= rank) return below === n ? max : Math.min(max, Math.max(min, highestOf(lowest)));
  }
  return max;
}

/** Highest ticks of the bucket that begins at `lowest`: at most one part in 128 above it. */
export function highestOf(lowest: number): number {
  return lowest < 2 * HALF_BUCKETS ? lowest : lowest + 2 ** (Math.floor(Math.log2(lowest)) - 7) - 1;
}
