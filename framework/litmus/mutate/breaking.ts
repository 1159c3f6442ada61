import type { LitmusTest } from '../program';
import { holdsIn, interleavings } from '../sequential/interleavings';
import { mutateThread } from './mutate-thread';
import { MUTATION_KINDS, type Mutation, type MutationKind } from './mutation';

/** True when threads that run one instruction after the other, on memory that every side sees at once, reach the condition. */
export function reachedSequentially(test: LitmusTest): boolean {
  return interleavings(test).some((state) => holdsIn(test.condition, state));
}

/**
 * The mutations of one thread (`P0`, `P1`, …) that make a test reach its condition even where the host reorders nothing: with each of them a forbidden
 * outcome must be seen, or the run does not look. None for a test that reaches it anyway.
 */
export function breakingMutations(test: LitmusTest): readonly Mutation[] {
  if (reachedSequentially(test)) return [];
  return test.threads.flatMap((_, thread) =>
    MUTATION_KINDS.filter((kind) => breaks(test, thread, kind)).map((kind): Mutation => ({ kind, side: `P${thread}` })),
  );
}

function breaks(test: LitmusTest, thread: number, kind: MutationKind): boolean {
  const mutated = mutateThread(test, thread, [kind]).test;
  return mutated !== test && reachedSequentially(mutated);
}
