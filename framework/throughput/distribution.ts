import { ProtocolViolation } from '../errors/errors';

/** Buckets of a power of two: `native/core/latency_table.h`, as HdrHistogram has them with two significant digits. */
const HALF = 128;
/** What is longer is in the last bucket. */
const MOST = 2 ** 32 - 1;
export const BUCKETS = HALF * (32 - 8) + 2 * HALF;

/** Counts of ticks by bucket, empty ones left out, in order. A value is at most one part in 128 above the lowest of its bucket. */
export interface Distribution {
  /** Ticks a second. */
  readonly hz: number;
  /** Exact. */
  readonly min: number;
  readonly max: number;
  /** Lowest ticks of the bucket, and how many values were in it. */
  readonly buckets: readonly (readonly [number, number])[];
}

/** Lowest and highest ticks of a bucket. */
export function bucketRange(bucket: number): [number, number] {
  if (bucket < 2 * HALF) return [bucket, bucket];
  const shift = Math.floor(bucket / HALF) - 1;
  const lowest = (bucket - shift * HALF) * 2 ** shift;
  return [lowest, lowest + 2 ** shift - 1];
}

/** Reads a table that a side left in memory: a 32-bit count a bucket. Throws `ProtocolViolation` when it does not have `n` values. */
export function distributionOf(table: Uint8Array, { hz, min, max, n }: { hz: number; min: number; max: number; n: number }): Distribution {
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  const buckets: [number, number][] = [];
  let seen = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const count = view.getUint32(4 * bucket, true);
    seen += count;
    if (count > 0) buckets.push([bucketRange(bucket)[0], count]);
  }
  if (seen !== n) throw new ProtocolViolation(`the distribution that a side left in memory has ${seen} of ${n} values`);
  const [first, last] = [buckets[0]?.[0] ?? 0, buckets.at(-1)?.[0] ?? 0];
  const inside = (value: number, lowest: number): boolean => value >= lowest && (value <= highestOf(lowest) || value >= MOST);
  if (!inside(min, first) || !inside(max, last))
    throw new ProtocolViolation(
      `the distribution that a side left in memory begins at ${first} and ends at ${last} ticks, it measured ${min} to ${max}`,
    );
  return { hz, min, max, buckets };
}

/** Nearest-rank quantile in ticks: the highest value of its bucket, never more than was seen. */
export function quantileOf({ buckets, min, max }: Distribution, q: number): number {
  const n = buckets.reduce((sum, [, count]) => sum + count, 0);
  const rank = Math.max(1, Math.ceil(q * n));
  let below = 0;
  for (const [lowest, count] of buckets) {
    below += count;
    if (below >= rank) return Math.min(max, Math.max(min, highestOf(lowest)));
  }
  return max;
}

/** Highest ticks of the bucket that begins at `lowest`. */
function highestOf(lowest: number): number {
  return lowest < 2 * HALF ? lowest : lowest + 2 ** (Math.floor(Math.log2(lowest)) - 7) - 1;
}
