import { possibleValues, valueOf, type RegisterState } from '../lower/values';
import type { Instruction, LitmusTest } from '../program';
import { onlyInteger } from './known';
import { withThread } from './with-thread';

/** `EOR W2,W1,W1` becomes the constant 0: address and data dependencies of that kind are gone; so are branches to where the thread goes anyway. */
export function dropDependencies(test: LitmusTest, thread: number): LitmusTest {
  const instructions = test.threads[thread]?.instructions ?? [];
  const { before } = possibleValues(test)[thread] ?? { before: [] };
  const independent = instructions.flatMap((instruction, i): Instruction[] => {
    if (isIdleBranch(instructions, i)) return [];
    return [asConstant(instruction, before[i], before[i + 1]) ?? instruction];
  });
  const same = independent.length === instructions.length && independent.every((each, i) => each === instructions[i]);
  return same ? test : withThread(test, thread, independent);
}

/** A conditional branch to a label that stands next, labels apart. */
function isIdleBranch(instructions: readonly Instruction[], index: number): boolean {
  const branch = instructions[index];
  if (branch === undefined || !('target' in branch)) return false;
  const end = instructions.findIndex((each, i) => i > index && each.op !== 'label');
  return instructions.slice(index + 1, end === -1 ? undefined : end).some((each) => each.op === 'label' && each.name === branch.target);
}

/** An operation on what is not known whose result is. */
function asConstant(
  instruction: Instruction,
  before: RegisterState | undefined,
  after: RegisterState | undefined,
): Instruction | undefined {
  if (instruction.op !== 'alu' || instruction.dst === null || before === undefined || after === undefined) return undefined;
  const known = [instruction.a, instruction.b].every((operand) => onlyInteger(valueOf(before, operand)) !== undefined);
  const result = onlyInteger(valueOf(after, { kind: 'reg', reg: instruction.dst }));
  if (known || result === undefined) return undefined;
  const { dst, size, text, line } = instruction;
  return { op: 'move', dst, src: { kind: 'imm', value: result }, size, text, ...(line !== undefined && { line }) };
}
