import { expect, test } from '@jest/globals';
import { litmusLineSchema, type LitmusLine } from '../../framework/record/schema';
import { orderingLines } from './ordering';

const line = (over: Partial<LitmusLine>): LitmusLine =>
  litmusLineSchema.parse({
    ...{ schema: 1, board: 'sim', seq: 0, t: 0, type: 'litmus', name: 'SB', arch: 'aarch64', map: { P0: 'linux', P1: 'r5' } },
    ...{ flags: 'NORM_SHARED_NCACHE', domain: 'amp', mutations: [], erratum: null, mode: 'userfence', group: 8, skew: 0, layout: 'apart' },
    ...{
      seed: 7,
      iterations: 1000,
      cells: 512,
      seconds: 0.001,
      perSecond: 1e6,
      condition: 'exists (0:X2=0 /\\ 1:X2=0)',
      verdict: 'Allowed',
    },
    histogram: [{ state: '0:X2=0; 1:X2=0;', count: 1000, first: 0, allowed: true, witness: true, tier: 'allowed' }],
    ...{ filtered: 0, observation: 'Always', positive: 1000, negative: 0, weakPerMillion: 100_000, findings: [], result: 'pass' },
    ...over,
  });
const forbidden = { name: 'SB+dmb.sys', verdict: 'Forbidden', result: 'fail' } as const;

test('litmus runs are summed up with their weak outcomes, the weakest first', () => {
  expect(orderingLines([line({}), line({ weakPerMillion: 0 }), line(forbidden)], true)).toEqual([
    'ordering  3 litmus runs, 3000 outcomes, 1 runs with a forbidden outcome [emulated]',
    'weak outcomes seen: SB+dmb.sys 10 %, SB 5.0 % [emulated]',
  ]);
});

test('what machine code shows that was broken on purpose is no finding about the board', () => {
  const mutations = ['drop-barriers'];
  const runs = [line({ weakPerMillion: 0 }), line({ ...forbidden, mutations }), line({ mutations })];
  expect(orderingLines(runs, false)).toEqual([
    'ordering  1 litmus runs, 1000 outcomes, 0 runs with a forbidden outcome',
    'machine code broken on purpose: caught in 1 of 2 runs',
  ]);
});

test('an erratum that the board declares is counted apart, and named', () => {
  expect(orderingLines([line({ weakPerMillion: 0 }), line({ ...forbidden, erratum: 'stlr-ldar' })], true)).toEqual([
    'ordering  1 litmus runs, 1000 outcomes, 0 runs with a forbidden outcome [emulated]',
    'errata that the board declares, seen in 1 of 1 runs: stlr-ldar [emulated]',
  ]);
});

test('a run without litmus tests has no such lines', () => {
  expect(orderingLines([], true)).toEqual([]);
});
