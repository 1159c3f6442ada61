import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { quantileOf } from '../record/distribution';
import { BUCKETS, bucketRange, distributionOf } from './distribution';
import { nearestRank } from './sample';

/** As `amp_latency_bucket` of native/core/latency_table.h. */
function bucketOf(ticks: number): number {
  const value = Math.min(ticks, 2 ** 32 - 1);
  const shift = value < 256 ? 0 : 31 - 7 - Math.clz32(value);
  return shift * 128 + Math.floor(value / 2 ** shift);
}

function tableOf(values: readonly number[]): Uint8Array {
  const table = new DataView(new ArrayBuffer(4 * BUCKETS));
  for (const value of values) table.setUint32(4 * bucketOf(value), table.getUint32(4 * bucketOf(value), true) + 1, true);
  return new Uint8Array(table.buffer);
}

const given = (values: readonly number[]) => ({ hz: 1e9, min: Math.min(...values), max: Math.max(...values), n: values.length });
const ticks = fc.oneof(fc.nat(300), fc.nat(100_000), fc.integer({ min: 0, max: 2 ** 32 - 1 }));
const sample = fc.array(ticks, { minLength: 1, maxLength: 300 });

describe('the distribution that a side leaves in memory', () => {
  test('has every value in one bucket, at most one part in 128 above its lowest', () => {
    fc.assert(
      fc.property(ticks, (value) => {
        const [lowest, highest] = bucketRange(bucketOf(value));
        expect(lowest <= value && value <= highest && highest - lowest <= value / 128).toBe(true);
      }),
    );
    expect([bucketRange(0), bucketRange(255), bucketRange(256), bucketRange(BUCKETS - 1)]).toEqual([
      [0, 0],
      [255, 255],
      [256, 257],
      [2 ** 32 - 2 ** 24, 2 ** 32 - 1],
    ]);
  });

  test('covers all ticks, each bucket beginning where the one before ends', () => {
    for (let bucket = 1; bucket < BUCKETS; bucket++) expect(bucketRange(bucket)[0]).toBe(bucketRange(bucket - 1)[1] + 1);
  });

  test('gives quantiles that are no less than those of the values, and at most one part in 128 more, or the greatest', () => {
    fc.assert(
      fc.property(sample, fc.constantFrom(0, 0.5, 0.9, 0.99, 0.999, 1), (values, q) => {
        const exact = nearestRank([...values].sort((a, b) => a - b))(q);
        const got = quantileOf(distributionOf(tableOf(values), given(values)), q);
        expect(got >= exact).toBe(true);
        // In the last bucket it is the greatest.
        if (got !== Math.max(...values)) expect(got).toBeLessThanOrEqual(exact + exact / 128);
      }),
    );
  });

  test('keeps every count', () => {
    const { buckets } = distributionOf(tableOf([7, 7, 1000, 1003, 5]), given([7, 7, 1000, 1003, 5]));
    expect(buckets).toEqual([
      [5, 1],
      [7, 2],
      [1000, 2],
    ]);
  });

  test('is refused when it does not have as many values as were measured, or others', () => {
    const table = tableOf([7, 1000]);
    expect(() => distributionOf(table, { ...given([7, 1000]), n: 3 })).toThrow(/has 2 of 3 values/);
    expect(() => distributionOf(table, { ...given([7, 1000]), min: 6 })).toThrow(/begins at 7 .* it measured 6 to 1000/);
    expect(() => distributionOf(table, { ...given([7, 1000]), max: 2000 })).toThrow(/ends at 1000 ticks, it measured 7 to 2000/);
  });

  test('takes what is longer than it can hold for its longest', () => {
    const long = { hz: 1e9, min: 2 ** 33, max: 2 ** 33, n: 1 };
    expect(quantileOf(distributionOf(tableOf([2 ** 33]), long), 0.5)).toBe(2 ** 33);
    const [shorter, longer] = [5e9, 6e9];
    const both = distributionOf(tableOf([shorter, longer]), { ...long, min: shorter, max: longer, n: 2 });
    expect(quantileOf(both, 0.5)).toBeGreaterThanOrEqual(shorter);
  });
});
