import { ProtocolViolation } from '../errors/errors';
import { HALF_BUCKETS, highestOf, type Distribution } from '../record/distribution';

const HALF = HALF_BUCKETS;
/** What is longer is in the last bucket. */
const MOST = 2 ** 32 - 1;
/** Of a table that a side leaves in memory. */
export const BUCKETS = HALF * (32 - 8) + 2 * HALF;

/** Lowest and highest ticks of a bucket. */
export function bucketRange(bucket: number): [number, number] {
  const shift = Math.max(0, Math.floor(bucket / HALF) - 1);
  const lowest = (bucket - shift * HALF) * 2 ** shift;
  return [lowest, highestOf(lowest)];
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
