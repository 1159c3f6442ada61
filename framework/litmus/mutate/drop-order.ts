import type { Instruction, LitmusTest } from '../program';
import { withThread } from './with-thread';

export function dropBarriers(test: LitmusTest, thread: number): LitmusTest {
  const instructions = test.threads[thread]?.instructions ?? [];
  const kept = instructions.filter((each) => each.op !== 'barrier' && each.op !== 'isb');
  return kept.length === instructions.length ? test : withThread(test, thread, kept);
}

/** Acquire and release become plain; that an access is exclusive or atomic stays. */
export function weaken(test: LitmusTest, thread: number): LitmusTest {
  const instructions = test.threads[thread]?.instructions ?? [];
  const weaker = instructions.map(weakened);
  return weaker.every((each, i) => each === instructions[i]) ? test : withThread(test, thread, weaker);
}

function weakened(instruction: Instruction): Instruction {
  switch (instruction.op) {
    case 'load':
    case 'store':
    case 'store-exclusive':
      return instruction.order === 'plain' ? instruction : { ...instruction, order: 'plain' };
    case 'atomic':
      return instruction.acquire || instruction.release ? { ...instruction, acquire: false, release: false } : instruction;
    default:
      return instruction;
  }
}
