import { describe, expect as jestExpect, test } from '@jest/globals';
import { brokenRun, sampleRun } from '../litmus/run/sample-run';
import type { LitmusRun } from '../litmus/run/result';
import { matchers } from './matchers';

jestExpect.extend(matchers);
const expect = jestExpect as unknown as jest.Expect;

const run = (...runs: LitmusRun['runs']): LitmusRun => ({ name: 'SB', runs, refused: [] });
const refused: LitmusRun = {
  name: 'MP+popl+poap',
  runs: [],
  refused: [{ map: { P0: 'linux', P1: 'r5' }, reason: 'LDAR W0,[X1]: ARMv7-R has no load-acquire' }],
};

describe('a run', () => {
  test('without a forbidden outcome conforms, and with one does not', () => {
    expect(run(sampleRun)).toConformToModel();
    expect(run(sampleRun, brokenRun)).not.toConformToModel();
    expect(run(brokenRun)).toShowAForbiddenOutcome();
    expect(run(sampleRun, brokenRun)).not.toShowAForbiddenOutcome();
  });

  test('shows its witness only when every placement showed it', () => {
    expect(run(sampleRun)).toShowTheWitness();
    expect(run(sampleRun, { ...sampleRun, positive: 0, negative: 1000 })).not.toShowTheWitness();
  });

  test('that failed says state, iteration, seed, placement, memory and why', () => {
    jestExpect(() => expect(run(brokenRun)).toConformToModel()).toThrow(
      /SB\+dmb\.sys, P0=linux,P1=r5, R5 memory NORM_SHARED_NCACHE: forbidden outcome 0:X2=0; 1:X2=0; seen 100 times in 1000, first in iteration 3; replay with seed 0xabcd\na cycle/,
    );
  });

  test.each(['toConformToModel', 'toShowAForbiddenOutcome', 'toShowTheWitness'] as const)(
    'that is about nothing passes neither %s nor its opposite',
    (matcher) => {
      for (const nothing of [refused, run(), run({ ...sampleRun, positive: 0, negative: 0 })]) {
        jestExpect(() => expect(nothing)[matcher]()).toThrow(/nothing was tested/);
        jestExpect(() => expect(nothing).not[matcher]()).toThrow(/nothing was tested/);
      }
    },
  );

  test('that could not be run says which instruction cannot be expressed', () => {
    jestExpect(() => expect(refused).toConformToModel()).toThrow(/P0=linux,P1=r5 not run: LDAR W0,\[X1\]: ARMv7-R has no load-acquire/);
  });
});
