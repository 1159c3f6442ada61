import type { Instruction, LitmusTest, Source } from '../program';
import { mayBeAddress, type Possible } from './possible';
import { operationSize, pointsTo, valueOf, type RegisterState, type ThreadValues } from './values';

type Refuse = (source: Source, reason: string, fix?: string) => never;

/**
 * Checks that every access of the thread is to a location of the test, whatever the run brings, so that no thread can reach outside of its cell; and makes
 * A32's address arithmetic as wide as the side's addresses. `bits`: of an address there.
 */
export function withAddressesChecked(
  test: LitmusTest,
  instructions: readonly Instruction[],
  values: ThreadValues,
  bits: 32 | 64,
  refuse: Refuse,
): readonly Instruction[] {
  return instructions.map((instruction, i) => {
    const state = values.before[i];
    if (state === undefined) return instruction;
    checkAccess(instruction, state, bits, refuse);
    return widened(test, instruction, state, refuse);
  });
}

function checkAccess(instruction: Instruction, state: RegisterState, bits: 32 | 64, refuse: Refuse): void {
  if (!('address' in instruction)) return;
  if (!isLocation(pointsTo(state, instruction.address), bits)) refuse(instruction, 'it may reach outside of the locations of the test');
  if ('src' in instruction && mayBeAddress(valueOf(state, instruction.src))) {
    refuse(instruction, 'it stores the address of a location, which differs from side to side');
  }
}

function isLocation(where: Possible, bits: 32 | 64): boolean {
  return !('anything' in where) && where.values.every((each) => each.location !== undefined && BigInt.asUintN(bits, each.value) === 0n);
}

function widened(test: LitmusTest, instruction: Instruction, state: RegisterState, refuse: Refuse): Instruction {
  if (instruction.op !== 'move' && instruction.op !== 'alu' && instruction.op !== 'select') return instruction;
  const operands = operandsOf(instruction).map((operand) => valueOf(state, operand));
  if (!operands.some(mayBeAddress)) return instruction;
  const size = operationSize(test, instruction.size, operands);
  return size === 64 ? { ...instruction, size } : refuse(instruction, 'arithmetic of 32 bits on an address');
}

function operandsOf(
  instruction: Extract<Instruction, { op: 'move' | 'alu' | 'select' }>,
): readonly Extract<Instruction, { op: 'move' }>['src'][] {
  if (instruction.op === 'move') return [instruction.src];
  return instruction.op === 'alu' ? [instruction.a, instruction.b] : [instruction.then, instruction.otherwise];
}
