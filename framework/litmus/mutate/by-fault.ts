import { faultsOf } from '../../fault/board';
import type { MutationKind, Mutation } from './mutation';

/** What each fault of litmus threads does to the code of which sides. */
const MUTATIONS: Readonly<Record<string, { kind: MutationKind; sides: 'linux' | 'r5' | 'all' }>> = {
  'r5-store-reorder': { kind: 'swap-stores', sides: 'r5' },
  'r5-load-reorder': { kind: 'swap-loads', sides: 'r5' },
  'linux-store-reorder': { kind: 'swap-stores', sides: 'linux' },
  'drop-barriers': { kind: 'drop-barriers', sides: 'all' },
};

/** The mutations of every litmus thread on a board that is broken on purpose. Not told by a run: the checks must not know of them. */
export function faultMutations(board: { readonly faults: readonly string[]; readonly peers: object }): Mutation[] {
  const sides = { linux: ['linux'], r5: Object.keys(board.peers).filter((id) => id !== 'linux'), all: Object.keys(board.peers) };
  return faultsOf({ faults: [...board.faults] }).flatMap(({ kind: { name } }) => {
    const mutation = MUTATIONS[name];
    return mutation ? sides[mutation.sides].map((side): Mutation => ({ kind: mutation.kind, side })) : [];
  });
}
