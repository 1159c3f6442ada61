import type { Instruction, Operand } from '../program';

/** Registers that keep what was compared last. No register of a source is spelt so. */
const FIRST = '#compared.a';
const SECOND = '#compared.b';

function usesFlags(instruction: Instruction): boolean {
  return instruction.op === 'select' || (instruction.op === 'branch' && instruction.when !== undefined);
}

/**
 * Where the target's instructions change the flags between a comparison and its use, and the source's do not: what is compared is kept in registers, and
 * compared again just before each use. Dependencies run through the two registers as they ran through the flags. Otherwise the thread as it was.
 */
export function withFlagsKept(
  instructions: readonly Instruction[],
  clobbers: (instruction: Instruction) => boolean,
  refuse: (instruction: Instruction, reason: string) => never,
): readonly Instruction[] {
  const first = instructions.findIndex(usesFlags);
  const compare = instructions.find((each) => each.op === 'compare');
  const user = instructions[first];
  if (user === undefined) return instructions;
  if (compare === undefined || instructions.indexOf(compare) > first) return refuse(user, 'no comparison before it sets the flags');
  if (!isHazard(instructions, clobbers)) return instructions;
  const other = instructions.find((each) => each.op === 'compare' && each.size !== compare.size);
  if (other) return refuse(other, 'comparisons of 32 and of 64 bits in a thread that needs its flags for long');
  const again: Instruction = { ...compare, a: register(FIRST), b: register(SECOND) };
  return instructions.flatMap((each): Instruction[] => {
    if (usesFlags(each)) return [again, each];
    if (each.op !== 'compare') return [each];
    const keep = { op: 'move', size: each.size, text: each.text, ...(each.line !== undefined && { line: each.line }) } as const;
    return [
      { ...keep, dst: FIRST, src: each.a },
      { ...keep, dst: SECOND, src: each.b },
    ];
  });
}

function register(name: string): Operand {
  return { kind: 'reg', reg: name };
}

/** Anything that changes flags between the first comparison and the last use: which comparison a use sees may depend on the way taken. */
function isHazard(instructions: readonly Instruction[], clobbers: (instruction: Instruction) => boolean): boolean {
  const from = instructions.findIndex((each) => each.op === 'compare');
  return instructions.slice(from + 1, instructions.findLastIndex(usesFlags)).some(clobbers);
}
