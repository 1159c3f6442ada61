import type { LitmusTest } from '../program';
import { dropBarriers, weaken } from './drop-order';
import { dropDependencies } from './drop-dependencies';
import type { MutationKind } from './mutation';
import { performEarly } from './perform-early';

/** Whether a mutation changed the thread at all: one that did not shows nothing. */
export interface AppliedMutation {
  readonly kind: MutationKind;
  readonly applied: boolean;
}

export interface MutatedTest {
  readonly test: LitmusTest;
  readonly mutations: readonly AppliedMutation[];
}

/** One mutation of one thread: the same test when it has nothing to change. */
type Mutate = (test: LitmusTest, thread: number) => LitmusTest;

const MUTATE: Record<MutationKind, Mutate> = {
  'drop-barriers': dropBarriers,
  weaken,
  'drop-dependencies': dropDependencies,
  'swap-stores': performEarly('swap-stores'),
  'swap-loads': performEarly('swap-loads'),
  'late-load': performEarly('late-load'),
  'stale-load': performEarly('stale-load'),
};

/** `test` with the code of `thread` broken; in the order of the table above, whatever that of `kinds`. */
export function mutateThread(test: LitmusTest, thread: number, kinds: readonly MutationKind[]): MutatedTest {
  let mutated = test;
  const mutations: AppliedMutation[] = [];
  for (const [kind, mutate] of Object.entries(MUTATE) as [MutationKind, Mutate][]) {
    if (!kinds.includes(kind)) continue;
    const next = mutate(mutated, thread);
    mutations.push({ kind, applied: next !== mutated });
    mutated = next;
  }
  return { test: mutated, mutations };
}
