import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { shuffledBy } from './shuffled';

test('Every element is there once, the same seed gives the same order, another one another', () => {
  fc.assert(
    fc.property(fc.nat(), fc.array(fc.nat()), (seed, list) => {
      const sorted = (of: number[]): number[] => [...of].sort((a, b) => a - b);
      expect(sorted(shuffledBy(seed, list))).toEqual(sorted(list));
      expect(shuffledBy(seed, list)).toEqual(shuffledBy(seed, list));
    }),
  );
  const list = Array.from({ length: 50 }, (_, i) => i);
  expect(shuffledBy(1, list)).not.toEqual(shuffledBy(2, list));
});

test('Each of the orders of three comes about as often', () => {
  const seen = new Map<string, number>();
  for (let seed = 0; seed < 6000; seed++) {
    const order = shuffledBy(seed * 7919, ['a', 'b', 'c']).join('');
    seen.set(order, (seen.get(order) ?? 0) + 1);
  }
  expect([...seen.values()].length).toBe(6);
  for (const count of seen.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
});
