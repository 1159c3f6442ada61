import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { byChance, direction, judge, leastP } from './gate';
import { seeded, synthetic, type Noise } from './synthetic';

const COMPARISONS = 10_000;

describe('a measurement against its baseline', () => {
  const baseline = [100, 101, 99, 100, 102];

  test('is worse when a rate has fallen, better when a time has', () => {
    expect(judge('MB/s', baseline, [80, 81, 79, 80, 82])).toMatchObject({ verdict: 'worse', baseline: 100, now: 80 });
    expect(judge('µs', baseline, [80, 81, 79, 80, 82]).verdict).toBe('better');
    expect(judge('elements', baseline, [80, 81, 79, 80, 82]).verdict).toBe('changed');
  });

  test('is the same when it differs by less than the least effect, however surely', () => {
    expect(judge('MB/s', baseline, [96, 97, 96.5, 97.5, 96.2])).toMatchObject({ verdict: 'same' });
  });

  test('is unsure when it differs by more and chance would often do that, or when only the latest runs differ', () => {
    expect(judge('MB/s', [50, 100, 150, 90, 120], [80, 130, 60, 100, 75]).verdict).toBe('unsure');
    expect(judge('MB/s', baseline, [100, 100, 50, 50, 50])).toMatchObject({ verdict: 'unsure', now: 50 });
  });

  test('is unsure when it differs and the runs are too few for any test to say so', () => {
    expect(judge('MB/s', [100], [50])).toMatchObject({ verdict: 'unsure' });
    expect(judge('MB/s', baseline, [50, 51]).verdict).toBe('unsure');
    expect(judge('MB/s', baseline, []).verdict).toBe('unsure');
  });

  test('of zero that stays zero is the same', () => {
    expect(judge('of a million', [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]).verdict).toBe('same');
  });
});

describe('how many are worse by chance', () => {
  test('none or more always is, one of one in half of alpha', () => {
    expect(byChance(0, 300)).toBe(1);
    expect(byChance(1, 1)).toBeCloseTo(0.005);
  });

  test('of 300 measurements six or more in 0.4 %, as the binomial distribution has it', () => {
    expect(byChance(1, 300)).toBeCloseTo(1 - 0.995 ** 300, 9);
    expect(byChance(5, 300)).toBeCloseTo(0.0183, 3);
    expect(byChance(6, 300)).toBeCloseTo(0.0044, 3);
  });
});

test('the least probability that a test of five and five runs can give is 2 of 252', () => {
  expect(leastP(5, 5)).toBeCloseTo(2 / 252);
  expect(leastP(1, 1)).toBe(1);
});

test.each([
  ['MB/s', 'worse'],
  ['GB/s', 'worse'],
  ['1/s', 'changed'],
  ['messages/s', 'worse'],
  ['ns', 'better'],
  ['µs', 'better'],
  ['%', 'changed'],
] as const)('less %s is %s', (unit, verdict) => {
  expect(direction(unit, -1)).toBe(verdict);
});

/** How often a difference is found between five runs and five where nothing changed: what docs/history.md states. */
const NOTHING_CHANGES: readonly [noise: Noise, spread: number][] = [
  ['normal', 0.02],
  ['normal', 0.05],
  ['normal', 0.2],
  ['heavy', 0.2],
  ['skewed', 0.2],
];

test.each(NOTHING_CHANGES)('false alarms in %s noise of %d are as docs/history.md says', (noise, spread) => {
  const random = seeded(Math.round(1000 * spread) + noise.length);
  let alarms = 0;
  for (let i = 0; i < COMPARISONS; i++) {
    const { verdict } = judge('MB/s', synthetic(random, 5, noise, spread), synthetic(random, 5, noise, spread));
    alarms += verdict === 'worse' || verdict === 'better' ? 1 : 0;
  }
  const percent = (100 * alarms) / COMPARISONS;
  expect(percent).toBeLessThanOrEqual(1.2);
  const doc = readFileSync(join(__dirname, '..', '..', 'docs', 'history.md'), 'utf8');
  expect(doc).toContain(`| gate | ${noise} | ${100 * spread} % | 5 and 5 runs | ${percent.toFixed(2)} % |`);
});
