import type { Instruction } from '../program';
import { atomicStep, loadStep, storeExclusiveStep, storeStep } from './access-steps';
import type { Choices } from './choices';
import { Unsayable, type Held, type ThreadState } from './thread-state';
import { alu, compareWords, holds } from './word';

/** Executes one instruction; the target of a branch that is taken. */
export function step(state: ThreadState, at: number, instruction: Instruction, choices: Choices): string | undefined {
  const { addressSize } = state.code;
  switch (instruction.op) {
    case 'nop':
    case 'label':
      return undefined;
    case 'move': {
      const held = state.operand(instruction.src, instruction.size);
      state.set(instruction.dst, { ...held, word: state.modified(held.word, instruction.extend, 0, instruction.size) }, instruction.size);
      return undefined;
    }
    case 'alu': {
      const { kind, size, extend, shift = 0 } = instruction;
      const a = state.operand(instruction.a, size);
      const b = state.operand(instruction.b, size);
      const modified = extend !== undefined || shift > 0 ? state.modified(b.word, extend, shift, size) : b.word;
      const word = alu(kind, a.word, modified, size, addressSize);
      if (word === undefined) throw new Unsayable(`${kind} of an address`);
      state.set(instruction.dst, { word, dep: a.dep | b.dep, pick: a.pick | b.pick }, size);
      return undefined;
    }
    case 'compare': {
      const a = state.operand(instruction.a, instruction.size);
      const b = state.operand(instruction.b, instruction.size);
      const value = compareWords(a.word, b.word, instruction.size, addressSize);
      if (value === undefined) throw new Unsayable('a comparison of halves of addresses');
      state.flags = { value, dep: a.dep | b.dep, pick: a.pick | b.pick };
      return undefined;
    }
    case 'select': {
      const chosen: Held = state.operand(flag(state, instruction.when) ? instruction.then : instruction.otherwise, instruction.size);
      // The value comes from the register that was picked; the flags only picked it.
      state.set(instruction.dst, { ...chosen, pick: chosen.pick | state.flags.pick }, instruction.size);
      return undefined;
    }
    case 'branch': {
      if (instruction.when === undefined) return instruction.target;
      state.ctrl |= state.flags.dep;
      state.pickCtrl |= state.flags.pick;
      return flag(state, instruction.when) ? instruction.target : undefined;
    }
    case 'branch-zero': {
      const { word, dep, pick } = state.operand(instruction.reg, instruction.size);
      state.ctrl |= dep;
      state.pickCtrl |= pick;
      return (word.base < 0 && word.bits === 0n) === instruction.zero ? instruction.target : undefined;
    }
    case 'load':
      loadStep(state, at, instruction, choices);
      return undefined;
    case 'store':
      storeStep(state, at, instruction);
      return undefined;
    case 'store-exclusive':
      storeExclusiveStep(state, at, instruction, choices);
      return undefined;
    case 'atomic':
      atomicStep(state, at, instruction, choices);
      return undefined;
    case 'barrier':
    case 'isb':
      state.fences.push({ position: state.events.length, instruction, ctrl: state.ctrl, pickCtrl: state.pickCtrl });
      return undefined;
  }
}

function flag(state: ThreadState, when: Parameters<typeof holds>[0]): boolean {
  const yes = holds(when, state.flags.value);
  if (yes === undefined) throw new Unsayable('an order of addresses');
  return yes;
}
