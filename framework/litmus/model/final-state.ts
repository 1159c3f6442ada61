import type { LitmusTest, Observed, Proposition, Value } from '../program';
import { observedName, satisfies as holds, stateText, type Valuation } from '../state';
import type { ThreadRun } from './events';
import { wordKey, ZERO, type Word } from './word';

export { judgedItems, observedItems } from '../state';

/** Values of registers and locations at the end of an execution. */
export interface State {
  readonly items: readonly Observed[];
  /** By item. */
  readonly values: readonly Value[];
}

export function locationIndex(test: LitmusTest, name: string): number {
  return test.locations.findIndex((one) => one.name === name);
}

export function finalWords(
  test: LitmusTest,
  items: readonly Observed[],
  runs: readonly ThreadRun[],
  finals: ReadonlyMap<number, Word>,
): Word[] {
  return items.map((item) =>
    item.kind === 'register'
      ? (runs[item.thread]?.registers.get(item.reg) ?? ZERO)
      : (finals.get(locationIndex(test, item.location)) ?? ZERO),
  );
}

/** Equal keys, equal states. */
export function keyOf(words: readonly Word[]): string {
  return words.map(wordKey).join(';');
}

export function stateOf(test: LitmusTest, items: readonly Observed[], words: readonly Word[]): State {
  return { items, values: words.map((word) => valueOf(test, word)) };
}

/** The items of a state that are shown. */
export function shown(state: State, items: readonly Observed[]): State {
  const valuation = valuationOf(state);
  return { items, values: items.map((item) => valuation(item) ?? { kind: 'int', value: 0n }) };
}

export function satisfies(proposition: Proposition, state: State): boolean {
  return holds(proposition, valuationOf(state));
}

export function satisfiesFilter(test: LitmusTest, state: State): boolean {
  return test.filter === undefined || satisfies(test.filter, state);
}

/** `1:X0=1; [x]=2;` each once, sorted: the form of herd7's states. */
export function stateTexts(states: readonly State[]): string[] {
  return [...new Set(states.map((state) => stateText(state.items, valuationOf(state))))].sort();
}

export function brokenRun(runs: readonly ThreadRun[]): string | undefined {
  return runs.find(({ problem }) => problem !== undefined)?.problem;
}

export function valueOf(test: LitmusTest, { base, bits }: Word): Value {
  if (base < 0) return { kind: 'int', value: bits };
  return { kind: 'address', location: `${test.locations[base]?.name ?? '?'}${bits === 0n ? '' : `+${bits}`}` };
}

function valuationOf({ items, values }: State): Valuation {
  const byName = new Map(items.map((item, at) => [observedName(item), values[at]]));
  return (item) => byName.get(observedName(item));
}
