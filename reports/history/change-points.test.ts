import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { changePoints } from './change-points';
import { seeded, synthetic, type Noise } from './synthetic';

const SERIES = 1000;

describe('a series', () => {
  test('that steps down by a fifth is said to change there, with the medians of both stretches', () => {
    const random = seeded(1);
    const values = [...synthetic(random, 15, 'normal', 0.02), ...synthetic(random, 12, 'normal', 0.02).map((value) => 0.8 * value)];
    const [change, ...others] = changePoints(values);
    expect(others).toEqual([]);
    expect(Math.abs((change?.at ?? 0) - 15)).toBeLessThanOrEqual(1);
    expect(change?.before).toBeCloseTo(100, -1);
    expect(change?.after).toBeCloseTo(80, -1);
  });

  test('that steps twice is said to change twice', () => {
    const random = seeded(2);
    const level = (factor: number): number[] => synthetic(random, 20, 'normal', 0.02).map((value) => factor * value);
    const found = changePoints([...level(1), ...level(1.3), ...level(1)]);
    expect(found.map(({ at }) => Math.round(at / 5) * 5)).toEqual([20, 40]);
  });

  test('that drifts is said to change once, where it has, also when no single step is large', () => {
    const values = Array.from({ length: 60 }, (_, i) => 100 - i / 4 + (i % 3) / 10);
    const found = changePoints(values);
    expect(found.length).toBeGreaterThanOrEqual(1);
    expect(found.every(({ before, after }) => after < 0.95 * before)).toBe(true);
  });

  test('that is zero on both sides by its median does not change, and one that leaves zero does', () => {
    const zeros = Array.from({ length: 20 }, () => 0);
    expect(changePoints([...zeros, ...Array.from({ length: 20 }, (_, i) => (i % 5 < 2 ? 3 : 0))])).toEqual([]);
    expect(changePoints([...zeros, ...Array.from({ length: 20 }, (_, i) => 3 + (i % 3))])).toEqual([{ at: 20, before: 0, after: 4 }]);
  });

  test('with one value far off does not change there', () => {
    const values = synthetic(seeded(3), 30, 'normal', 0.02);
    values[12] = 500;
    expect(changePoints(values)).toEqual([]);
  });

  test('that steps by less than the least effect is said to stay, and so is one of too few values', () => {
    const steps = Array.from({ length: 40 }, (_, i) => (i < 20 ? 100 : 103) + (i % 3) / 10);
    expect(changePoints(steps)).toEqual([]);
    expect(changePoints(steps, { effect: 0.02 })).toHaveLength(1);
    expect(changePoints([1, 1, 1, 1, 9, 9, 9, 9])).toEqual([]);
    expect(changePoints([])).toEqual([]);
  });
});

/** How often a change is found in series in which nothing changes: what docs/history.md states. */
const NOTHING_CHANGES: readonly [noise: Noise, spread: number, length: number][] = [
  ['normal', 0.05, 30],
  ['normal', 0.2, 30],
  ['normal', 0.2, 100],
  ['heavy', 0.2, 30],
  ['skewed', 0.2, 30],
];

test.each(NOTHING_CHANGES)('false alarms in %s noise of %d in %d values are as docs/history.md says', (noise, spread, length) => {
  const random = seeded(length + Math.round(100 * spread));
  let alarms = 0;
  for (let i = 0; i < SERIES; i++) alarms += changePoints(synthetic(random, length, noise, spread)).length > 0 ? 1 : 0;
  const percent = (100 * alarms) / SERIES;
  expect(percent).toBeLessThanOrEqual(1);
  const doc = readFileSync(join(__dirname, '..', '..', 'docs', 'history.md'), 'utf8');
  expect(doc).toContain(`| change | ${noise} | ${100 * spread} % | ${length} runs | ${percent.toFixed(1)} % |`);
});
