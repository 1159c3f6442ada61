import type { PlacementRun } from './result';

/** A run for tests of what is made of one: SB without barriers, as a virtual board showed it. */
export const sampleRun: PlacementRun = {
  name: 'SB',
  arch: 'aarch64',
  board: 'sim',
  map: { P0: 'linux', P1: 'r5' },
  flags: 'NORM_SHARED_NCACHE',
  domain: 'amp',
  mutations: [],
  erratum: null,
  mode: 'userfence',
  group: 8,
  skew: 0,
  layout: 'apart',
  seed: 0xabcd,
  iterations: 1000,
  cells: 512,
  seconds: 0.001,
  perSecond: 1e6,
  condition: 'exists (0:X2=0 /\\ 1:X2=0)',
  verdict: 'Allowed',
  histogram: [
    { state: '0:X2=0; 1:X2=0;', count: 100, first: 3, allowed: true, witness: true, tier: 'allowed' },
    { state: '0:X2=0; 1:X2=1;', count: 450, first: 0, allowed: true, witness: false, tier: 'allowed' },
    { state: '0:X2=1; 1:X2=0;', count: 450, first: 1, allowed: true, witness: false, tier: 'allowed' },
  ],
  filtered: 0,
  observation: 'Sometimes',
  positive: 100,
  negative: 900,
  weakPerMillion: 100_000,
  findings: [],
  result: 'pass',
};

/** The same shape with full barriers, on a board that breaks its promise. */
export const brokenRun: PlacementRun = {
  ...sampleRun,
  name: 'SB+dmb.sys',
  verdict: 'Forbidden',
  histogram: sampleRun.histogram.map((state, i) => (i === 0 ? { ...state, allowed: false, tier: 'forbidden' } : state)),
  findings: [{ state: '0:X2=0; 1:X2=0;', count: 100, iteration: 3, explanation: 'a cycle in ordered-before' }],
  result: 'fail',
};
