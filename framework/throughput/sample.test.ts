import { expect, test } from '@jest/globals';
import { summarise } from './sample';

test('the median of an odd sample is its middle, of an even one the mean of the two', () => {
  expect(summarise([9, 1, 5]).median).toBe(5);
  expect(summarise([4, 1, 2, 3]).median).toBe(2.5);
});

test('quantiles are nearest-rank and outliers stay in', () => {
  const sample = Array.from({ length: 100 }, (_, i) => i + 1);
  expect(summarise([...sample.slice(0, 99), 1e6])).toEqual({
    n: 100,
    median: 50.5,
    quantiles: { min: 1, p10: 10, p90: 90, p99: 99, max: 1e6 },
  });
});

test('a sample of one is its own summary', () => {
  expect(summarise([7])).toEqual({ n: 1, median: 7, quantiles: { min: 7, p10: 7, p90: 7, p99: 7, max: 7 } });
});
