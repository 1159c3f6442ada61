import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rankTest } from './rank-test';

test('three values all above three others: chance does that in 2 of the 20 ways to rank them', () => {
  expect(rankTest([1, 2, 3], [4, 5, 6])).toBeCloseTo(2 / 20);
  expect(rankTest([4, 5, 6], [1, 2, 3])).toBeCloseTo(2 / 20);
});

test('agrees with the published exact table: U = 2 of 5 and 5 values has probability 8 in 252 on both sides', () => {
  // U counts pairs in which the first is greater: 2 of 25.
  expect(rankTest([1, 2, 3, 4, 7], [5, 6, 8, 9, 10])).toBeCloseTo((2 * 4) / 252);
});

test('values that are all equal differ in nothing, and no values say nothing', () => {
  expect(rankTest([7, 7, 7, 7, 7], [7, 7, 7, 7, 7])).toBe(1);
  expect(rankTest([], [1, 2])).toBe(1);
});

test('is the part of all choices of the pooled values that are as uneven, ties included', () => {
  const values = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(values, values, (a, b) => {
      expect(rankTest(a, b)).toBeCloseTo(byEnumeration(a, b), 9);
    }),
    { numRuns: 200 },
  );
});

/** Every choice of `a.length` of the pooled values, one after the other. */
function byEnumeration(a: readonly number[], b: readonly number[]): number {
  const pooled = [...a, ...b];
  const u = (chosen: readonly number[], rest: readonly number[]): number =>
    chosen.reduce((sum, x) => sum + rest.reduce((inner, y) => inner + (x > y ? 1 : x === y ? 0.5 : 0), 0), 0);
  const middle = (a.length * b.length) / 2;
  const seen = Math.abs(u(a, b) - middle);
  let [all, extreme] = [0, 0];
  for (let mask = 0; mask < 1 << pooled.length; mask++) {
    const chosen = pooled.filter((_, i) => (mask >> i) & 1);
    if (chosen.length !== a.length) continue;
    all++;
    if (
      Math.abs(
        u(
          chosen,
          pooled.filter((_, i) => !((mask >> i) & 1)),
        ) - middle,
      ) >=
      seen - 1e-9
    )
      extreme++;
  }
  return extreme / all;
}
