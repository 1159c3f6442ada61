import { describe, expect, test } from '@jest/globals';
import { Seeds } from '../board/seeds';
import { medianInterval, precisionOf } from './median-interval';

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

describe('the interval of a median', () => {
  // Tables of the sign test: ranks of the two values for 95 %.
  test.each([
    [6, 1, 6],
    [8, 1, 8],
    [9, 2, 8],
    [10, 2, 9],
    [20, 6, 15],
    [25, 8, 18],
    [50, 18, 33],
    [100, 40, 61],
    [500, 228, 273],
    [2000, 956, 1045],
  ])('of %i values lies between the ones of rank %i and %i', (n, low, high) => {
    expect(medianInterval(upTo(n))).toEqual({ low, high });
  });

  test.each([1, 2, 5])('of %i values is not known', (n) => {
    expect(medianInterval(upTo(n))).toBeUndefined();
  });

  test('holds the median at least as often as it says, of a skewed distribution as well', () => {
    const draw = new Seeds(3);
    let held = 0;
    const trials = 4000;
    for (let i = 0; i < trials; i++) {
      const sample = Array.from({ length: 15 }, () => -Math.log((draw.next() + 1) / 2 ** 32)).sort((a, b) => a - b);
      const { low, high } = medianInterval(sample) ?? { low: NaN, high: NaN };
      if (low <= Math.LN2 && Math.LN2 <= high) held++;
    }
    // 96.5 % by theory; three standard errors are 0.9 %.
    expect(held / trials).toBeGreaterThan(0.955);
  });
});

test('The precision wanted is reached when the interval is no wider, as a part of the median', () => {
  const steady = [100, 100, 101, 99, 100, 100, 102, 98];
  expect(precisionOf(steady, 100, 0.04)).toEqual({ level: 0.95, interval: { low: 98, high: 102 }, wanted: 0.04, reached: true });
  expect(precisionOf(steady, 100, 0.03).reached).toBe(false);
  expect(precisionOf([100, 100, 100], 100, 0.5)).toEqual({ level: 0.95, wanted: 0.5, reached: false });
});
