import { describe, expect as jestExpect, test } from '@jest/globals';
import type { HandoffRun } from '../coherence/handoff';
import type { MessagePassingRun } from '../litmus/message-passing';
import type { JobResults } from '../peer/jobs';
import type { Measurement } from '../throughput/bandwidth';
import { matchers } from './matchers';

jestExpect.extend(matchers);
const expect = jestExpect as unknown as jest.Expect;

const handedOff: HandoffRun = {
  from: 'linux',
  to: 'r5',
  size: 64,
  barriers: 'sy',
  seed: 1,
  rounds: 8,
  mismatches: 0,
  verified: 512,
  late: 0,
  first: undefined,
  seconds: 1,
};
const passed: MessagePassingRun = {
  from: 'linux',
  to: 'r5',
  barriers: 'sy',
  seed: 1,
  iterations: 10,
  observed: 5,
  stale: 0,
  first: undefined,
  seconds: 1,
};
const verified: JobResults<'verify'> = { bytes: 64n, mismatches: 0n, firstOff: 0n, expected: 0n, got: 0n, ticks: 1n };
const fast: Measurement = {
  id: 'linux.read.64.64',
  unit: 'MB/s',
  n: 3,
  median: 40,
  quantiles: { min: 40, p10: 40, p90: 40, p99: 40, max: 40 },
  limits: { unit: 'MB/s', min: 40 },
  result: 'pass',
};

describe('what was tested and held', () => {
  test('is accepted, and its opposite is not', () => {
    for (const expects of [() => expect(handedOff), () => expect({ ...handedOff, mismatches: 1 }).not]) expects().toBeCoherent();
    for (const expects of [() => expect(passed), () => expect({ ...passed, stale: 1 }).not]) expects().toShowNoStaleRead();
    for (const expects of [() => expect(verified), () => expect({ ...verified, mismatches: 1n }).not]) expects().toMatchPattern();
    for (const expects of [() => expect(fast), () => expect({ ...fast, median: 39 }).not]) expects().toBeWithinLimits();
    jestExpect(() => expect({ ...handedOff, mismatches: 1 }).toBeCoherent()).toThrow(/1 elements differ|expected a mismatch/);
    jestExpect(() => expect(verified).not.toMatchPattern()).toThrow(/expected a mismatch, all of 64 bytes/);
  });

  test('a measurement is judged by its figure, whatever result it claims', () => {
    jestExpect(() => expect({ ...fast, median: 1, result: 'pass' }).toBeWithinLimits()).toThrow(/median 1\.000 MB\/s .* min 40/);
    jestExpect(() => expect({ ...fast, limits: { unit: 'GB/s', min: 1 } }).toBeWithinLimits()).toThrow(/unit is "GB\/s"/);
  });
});

describe.each<[string, () => ReturnType<typeof expect>, keyof typeof matchers, RegExp]>([
  ['a hand-off of no rounds', () => expect({ ...handedOff, rounds: 0 }), 'toBeCoherent', /nothing was tested/],
  ['a hand-off of empty blocks', () => expect({ ...handedOff, size: 0 }), 'toBeCoherent', /nothing was tested/],
  ['a reader that saw no flag', () => expect({ ...passed, observed: 0 }), 'toShowNoStaleRead', /nothing was tested/],
  ['a verify of no bytes', () => expect({ ...verified, bytes: 0n }), 'toMatchPattern', /nothing was verified/],
  ['a measurement without samples', () => expect({ ...fast, n: 0, limits: undefined }), 'toBeWithinLimits', /nothing was measured/],
  [
    'a measurement that is no number',
    () => expect({ ...fast, median: Number.NaN, limits: undefined }),
    'toBeWithinLimits',
    /nothing was measured/,
  ],
])('%s', (_, result, matcher, message) => {
  test('fails', () => jestExpect(() => result()[matcher]()).toThrow(message));
  test('fails under .not as well', () => jestExpect(() => result().not[matcher]()).toThrow(message));
});

test('a run of coherence that tested nothing does not hold, nor does its contrary; what was wrong stands', () => {
  const run = { what: '8 bits', untested: 'the sides never raced', failure: undefined };
  expect(matchers.toBeCoherent.call({ isNot: false }, run)).toMatchObject({ pass: false });
  expect(matchers.toBeCoherent.call({ isNot: true }, run)).toMatchObject({ pass: true });
  expect(matchers.toBeCoherent.call({}, run).message()).toBe('8 bits: the sides never raced');
  const wrong = matchers.toBeCoherent.call({}, { ...run, failure: '8 bits: torn' });
  expect([wrong.pass, wrong.message()]).toEqual([false, '8 bits: torn']);
  expect(matchers.toBeCoherent.call({}, { ...run, untested: undefined })).toMatchObject({ pass: true });
});
