import type { Instruction, Operand, Register } from '../program';

function ofOperands(...operands: readonly Operand[]): Register[] {
  return operands.flatMap((operand) => (operand.kind === 'reg' ? [operand.reg] : []));
}

/** Registers whose values `instruction` takes. */
export function readRegisters(instruction: Instruction): Register[] {
  const address = 'address' in instruction ? [instruction.address.base, ...ofOperands(instruction.address.offset)] : [];
  switch (instruction.op) {
    case 'move':
      return ofOperands(instruction.src);
    case 'alu':
    case 'compare':
      return ofOperands(instruction.a, instruction.b);
    case 'select':
      return ofOperands(instruction.then, instruction.otherwise);
    case 'branch-zero':
      return ofOperands(instruction.reg);
    case 'store':
    case 'store-exclusive':
      return [...ofOperands(instruction.src), ...address];
    case 'atomic':
      return [...ofOperands(instruction.src, ...(instruction.compare ? [instruction.compare] : [])), ...address];
    default:
      return address;
  }
}

/** The register that `instruction` sets. */
export function writtenRegister(instruction: Instruction): Register | undefined {
  if (instruction.op === 'store-exclusive') return instruction.status ?? undefined;
  return 'dst' in instruction ? (instruction.dst ?? undefined) : undefined;
}
