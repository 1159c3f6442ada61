import { LitmusError } from '../../errors/errors';
import type { LitmusTest } from '../program';
import type { ModelName } from './axioms';
import {
  brokenRun,
  finalWords,
  judgedItems,
  keyOf,
  locationIndex,
  observedItems,
  satisfies,
  satisfiesFilter,
  shown,
  stateOf,
  stateTexts,
} from './final-state';
import { prepareTest, type ModelOptions } from './prepare';
import { searchAllowed } from './search';
import { lowBits, type Word } from './word';

export type { ModelName } from './axioms';
export type { ModelOptions } from './prepare';

export interface ModelResult {
  readonly model: ModelName;
  /** Allowed: some state of the test satisfies the condition's body, whatever its quantifier. */
  readonly verdict: 'Allowed' | 'Forbidden';
  /** Final states of all allowed executions, after the filter, as text; sorted. */
  readonly states: readonly string[];
  /** Those of `states` that satisfy the condition's body. */
  readonly witnesses: readonly string[];
  /** Executions that `internal` and `atomic` leave: what the rest of the model was asked about. */
  readonly candidates: number;
}

/** All final states that the model allows. Throws `LitmusError` for a test that is too large, or that depends on where a location lies. */
export function evaluate(test: LitmusTest, options: ModelOptions): ModelResult {
  const prepared = prepareTest(test, options);
  const { bits = 64 } = options;
  const items = judgedItems(test);
  const inStates = observedItems(test);
  const found = new Map<string, readonly Word[]>();
  const candidates = searchAllowed(prepared, {
    observed: new Set(items.flatMap((item) => (item.kind === 'location' ? [locationIndex(test, item.location)] : []))),
    wants: () => true,
    wantsFinal: (runs, finals) => brokenRun(runs) !== undefined || !found.has(keyOf(finalWords(test, items, runs, finals))),
    allowed: ({ runs, communications }) => {
      const problem = brokenRun(runs);
      if (problem !== undefined) throw new LitmusError(problem);
      const finals = new Map(communications.map(({ accesses, final }) => [accesses.location, final]));
      const words = finalWords(test, items, runs, finals);
      found.set(
        keyOf(words),
        words.map((word) => lowBits(word, bits)),
      );
    },
  });
  const states = [...found.values()].map((words) => stateOf(test, items, words)).filter((state) => satisfiesFilter(test, state));
  const witnesses = states.filter((state) => satisfies(test.condition, state));
  return {
    model: prepared.model.name,
    verdict: witnesses.length > 0 ? 'Allowed' : 'Forbidden',
    states: stateTexts(states.map((state) => shown(state, inStates))),
    witnesses: stateTexts(witnesses.map((state) => shown(state, inStates))),
    candidates,
  };
}
