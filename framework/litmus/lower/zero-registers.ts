import type { Instruction, Register } from '../program';
import { readRegisters, writtenRegister } from './register-use';

/** Registers whose initial value may be read by the body or by the epilogue, in the order of their first reading. */
export function readBeforeWritten(instructions: readonly Instruction[], outs: readonly Register[]): readonly Register[] {
  const written = new Set<Register>();
  const read = new Set<Register>();
  let certain = true;
  const take = (register: Register): void => {
    if (!written.has(register)) read.add(register);
  };
  for (const instruction of instructions) {
    readRegisters(instruction).forEach(take);
    // What a branch may skip is not certainly written.
    if ('target' in instruction) certain = false;
    const register = writtenRegister(instruction);
    if (register !== undefined && certain) written.add(register);
  }
  outs.forEach(take);
  return [...read];
}
