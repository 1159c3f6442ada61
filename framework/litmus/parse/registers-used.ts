import type { Address, Instruction, Operand, Register } from '../program';

/** Every register that an instruction reads or writes. */
export function registersUsed(instruction: Instruction): Register[] {
  const of = (...operands: readonly (Operand | Register | null | undefined)[]): Register[] =>
    operands.flatMap((one) => (one == null ? [] : typeof one === 'string' ? [one] : one.kind === 'reg' ? [one.reg] : []));
  const at = (address: Address): Register[] => of(address.base, address.offset);
  switch (instruction.op) {
    case 'move':
      return of(instruction.dst, instruction.src);
    case 'alu':
      return of(instruction.dst, instruction.a, instruction.b);
    case 'compare':
      return of(instruction.a, instruction.b);
    case 'select':
      return of(instruction.dst, instruction.then, instruction.otherwise);
    case 'branch-zero':
      return of(instruction.reg);
    case 'load':
      return [...of(instruction.dst), ...at(instruction.address)];
    case 'store':
      return [...of(instruction.src), ...at(instruction.address)];
    case 'store-exclusive':
      return [...of(instruction.status, instruction.src), ...at(instruction.address)];
    case 'atomic':
      return [...of(instruction.dst, instruction.src, instruction.compare), ...at(instruction.address)];
    case 'nop':
    case 'label':
    case 'branch':
    case 'barrier':
    case 'isb':
      return [];
  }
}
