import type { Instruction } from '../program';

/** True when a branch before `index` leads to behind it: the instruction there may be left out of a run. */
export function isSkippable(instructions: readonly Instruction[], index: number): boolean {
  return instructions.slice(0, index).some((each) => {
    if (!('target' in each)) return false;
    return instructions.findIndex((label) => label.op === 'label' && label.name === each.target) > index;
  });
}
