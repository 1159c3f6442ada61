import type { Domain, BarrierAccess, Instruction, LitmusTest } from '../program';

/** `interleaved`: nothing is reordered. `store-buffer`: a load may pass earlier stores to other locations, nothing else. */
export type Strength = 'interleaved' | 'store-buffer';

const barrier = (access: BarrierAccess): Instruction => {
  const domain: Domain = 'sy';
  return { op: 'barrier', kind: 'dmb', domain, access, text: access === 'full' ? 'DMB SY' : `DMB ${access.toUpperCase()}` };
};

/**
 * The test with a barrier after every access, so that the model of the architecture gives what a stronger machine shows: a full one makes it an
 * interleaving of the threads; DMB LD after loads and DMB ST after stores leave store→load free, which is an in-order core with a store buffer.
 */
export function strengthen(test: LitmusTest, strength: Strength): LitmusTest {
  const after = (instruction: Instruction): Instruction[] => {
    switch (instruction.op) {
      case 'load':
        return [barrier(strength === 'interleaved' ? 'full' : 'ld')];
      case 'store':
      case 'store-exclusive':
        return [barrier(strength === 'interleaved' ? 'full' : 'st')];
      case 'atomic':
        return [barrier('full')];
      default:
        return [];
    }
  };
  return {
    ...test,
    threads: test.threads.map((thread) => ({
      ...thread,
      instructions: thread.instructions.flatMap((instruction) => [instruction, ...after(instruction)]),
    })),
  };
}
