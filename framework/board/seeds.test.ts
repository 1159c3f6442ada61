import { expect, test } from '@jest/globals';
import { Seeds } from './seeds';

const first = (seed: number, n: number): number[] => {
  const seeds = new Seeds(seed);
  return Array.from({ length: n }, () => seeds.next());
};

test('the same seed gives the same sequence, another seed another', () => {
  expect(first(7, 5)).toEqual(first(7, 5));
  expect(first(7, 5)).not.toEqual(first(8, 5));
});

test('ten thousand seeds are 32-bit numbers without a repetition', () => {
  const seeds = first(1, 10_000);
  expect(new Set(seeds).size).toBe(seeds.length);
  expect(seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed <= 0xffff_ffff)).toBe(true);
});
