import { observedItems, satisfies, satisfiesFilter, stateTexts, type State } from '../model/final-state';
import type { LitmusTest, Observed, Register } from '../program';
import { observedName } from '../state';

/** What one side stores of an iteration, and the final values read after it: where each word of an outcome comes from. */
export interface OutcomeWords {
  /** Registers of each thread, in the order of its outs. */
  readonly outs: readonly (readonly Register[])[];
  /** Locations whose final value follows, in order. */
  readonly finals: readonly string[];
}

/** Text of the state that the words of an outcome are; undefined when the test's filter leaves it out. */
export function stateReader(test: LitmusTest, { outs, finals }: OutcomeWords): (words: readonly number[]) => string | undefined {
  const items: Observed[] = [
    ...outs.flatMap((registers, thread) => registers.map((reg): Observed => ({ kind: 'register', thread, reg }))),
    ...finals.map((location): Observed => ({ kind: 'location', location })),
  ];
  const shown = observedItems(test);
  const names = items.map(observedName);
  const at = shown.map((item) => names.indexOf(observedName(item)));
  return (words) => {
    const values = items.map((_, i) => ({ kind: 'int', value: BigInt((words[i] ?? 0) >>> 0) }) as const);
    if (!satisfiesFilter(test, { items, values })) return undefined;
    const [text = ''] = stateTexts([{ items: shown, values: at.map((i) => values[i] ?? { kind: 'int', value: 0n }) }]);
    return text;
  };
}

/** Whether a state, as its text, satisfies the condition of the test. */
export function holdsIn(test: LitmusTest, text: string): boolean {
  const values = text.split(';').flatMap((part) => {
    const value = /=(-?\d+)\s*$/.exec(part)?.[1];
    return value === undefined ? [] : [{ kind: 'int', value: BigInt(value) } as const];
  });
  const state: State = { items: observedItems(test), values };
  return satisfies(test.condition, state);
}
