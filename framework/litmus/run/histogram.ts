import { ProtocolViolation } from '../../errors/errors';
import type { Outcome } from '../../peer/loaded-thread';

/** One final state and how often it was seen. */
export interface StateCount {
  /** As the model writes it: `1:X0=1; 1:X2=0;` */
  readonly state: string;
  readonly count: number;
  /** The iteration that showed it first. */
  readonly first: number;
}

export interface Merged {
  /** In the order of their texts. */
  readonly states: StateCount[];
  /** Outcomes that the test's filter leaves out. */
  readonly filtered: number;
}

/**
 * Adds up what the sides gathered, by state. Every iteration has one outcome: counts that do not add up to `iterations` are a `ProtocolViolation`, since
 * an outcome was lost or made up. `stateOf` gives undefined for an outcome that is no state of the test.
 */
export function mergeOutcomes(
  parts: readonly (readonly Outcome[])[],
  stateOf: (words: readonly number[]) => string | undefined,
  iterations: number,
): Merged {
  const states = new Map<string, { count: number; first: number }>();
  let total = 0;
  let filtered = 0;
  for (const { words, count, first } of parts.flat()) {
    total += Number(count);
    const state = stateOf(words);
    if (state === undefined) {
      filtered += Number(count);
      continue;
    }
    const before = states.get(state);
    states.set(state, {
      count: (before?.count ?? 0) + Number(count),
      first: Math.min(before?.first ?? Number.MAX_SAFE_INTEGER, Number(first)),
    });
  }
  if (total !== iterations)
    throw new ProtocolViolation(`the sides gathered ${total} outcomes of ${iterations} iterations`, {
      fix: 'outcomes are exchanged through the shared memory: run suites 30 and 50 on this board first',
    });
  const sorted = [...states.entries()].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return { states: sorted.map(([state, { count, first }]) => ({ state, count, first })), filtered };
}
