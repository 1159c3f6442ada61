import type { Instruction } from '../program';

/** Of a thread: whether a release store may stand before an instruction with no full barrier in between, on some way through. */
export function releaseBefore(instructions: readonly Instruction[]): (instruction: Instruction) => boolean {
  const after = new Set<Instruction>();
  let released = false;
  for (const instruction of instructions) {
    if (released) after.add(instruction);
    if (instruction.op === 'store' && instruction.order === 'release') released = true;
    // A barrier that a branch may skip ends nothing: of what a label joins nothing is known here.
    if (instruction.op === 'barrier' && instruction.access === 'full' && !instructions.some((each) => each.op === 'label'))
      released = false;
  }
  return (instruction) => after.has(instruction);
}
