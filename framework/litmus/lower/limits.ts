import type { Instruction, LitmusTest, Source } from '../program';

/** A location that holds an address: each side maps the window elsewhere. */
export function refuseStoredAddresses(test: LitmusTest, refuse: (reason: string) => never): void {
  const holder = test.locations.find((location) => location.initial.kind === 'address');
  if (holder !== undefined) refuse(`location ${holder.name} holds the address of a location, which differs from side to side`);
}

/** A branch back: how often it is taken is not bounded, and a thread must end. */
export function refuseLoops(instructions: readonly Instruction[], refuse: (source: Source, reason: string) => never): void {
  const seen = new Set<string>();
  for (const instruction of instructions) {
    if (instruction.op === 'label') seen.add(instruction.name);
    if (!('target' in instruction)) continue;
    if (seen.has(instruction.target)) refuse(instruction, 'it branches backwards, and a loop may not end');
    if (!instructions.some((each) => each.op === 'label' && each.name === instruction.target))
      refuse(instruction, `there is no label ${instruction.target}`);
  }
}
