import type { LitmusTest } from '../program';
import { placementText } from './placement';
import type { PlacementRun } from './result';

/** What litmus7 calls a test by its quantifier. */
const KIND = { exists: 'Allowed', '~exists': 'Forbidden', forall: 'Required' } as const;

/** A run in litmus7's text form. After each state stands what the model says of it, which litmus7 does not print. */
export function histogramText(test: LitmusTest, run: PlacementRun): string {
  const validated =
    test.quantifier === 'exists' ? run.positive > 0 : test.quantifier === '~exists' ? run.positive === 0 : run.negative === 0;
  const map = placementText(Object.values(run.map));
  return [
    `Test ${run.name} ${KIND[test.quantifier]}`,
    `Histogram (${run.histogram.length} states)`,
    ...run.histogram.map(
      ({ state, count, witness, tier }) =>
        `${String(count).padEnd(8)}${witness ? '*' : ':'}>${state}${tier === 'allowed' ? '' : `   <- ${tier === 'forbidden' ? 'FORBIDDEN' : 'allowed, not expected of an in-order core'}`}`,
    ),
    validated ? 'Ok' : 'No',
    '',
    'Witnesses',
    `Positive: ${run.positive}, Negative: ${run.negative}`,
    `Condition ${run.condition} is ${validated ? '' : 'NOT '}validated`,
    `Observation ${run.name} ${run.observation} ${run.positive} ${run.negative}`,
    `Model ${run.verdict}, domain ${run.domain}; ${boundText(run)}`,
    ...run.findings.map(
      ({ state, count, iteration, explanation }) =>
        `FORBIDDEN ${state} seen ${count} times, first in iteration ${iteration}\n${explanation}`,
    ),
    `Map ${map}; ${run.board}; R5 ${run.flags}; ${run.mode} in groups of ${run.group}, ${run.layout}, skew ${run.skew}, ${run.cells} cells; seed 0x${run.seed.toString(16)}${
      run.mutations.length > 0 ? `; machine code broken on purpose: ${run.mutations.join(',')}` : ''
    }`,
    `Time ${run.name} ${run.seconds.toFixed(2)}   ${(run.perSecond / 1e6).toFixed(2)} M/s, ${run.weakPerMillion.toFixed(0)} weak in a million`,
    '',
  ].join('\n');
}

/** What was not seen is bounded, never excluded. */
export function boundText({ positive, negative }: Pick<PlacementRun, 'positive' | 'negative'>): string {
  const all = positive + negative;
  if (positive > 0) return `witness seen ${((positive / all) * 1e6).toFixed(0)} times in a million`;
  return `witness 0 in ${all}: rate below ${((3 / all) * 1e6).toPrecision(2)} in a million at 95 %`;
}
