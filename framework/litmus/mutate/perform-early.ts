import { pointsTo, possibleValues, valueOf, type RegisterState } from '../lower/values';
import type { Instruction, LitmusTest, Operand, Register, Value } from '../program';
import { onlyInteger, onlyLocation } from './known';
import { isSkippable } from './skippable';
import { withThread } from './with-thread';

type Reordering = 'swap-stores' | 'swap-loads' | 'late-load' | 'stale-load';
type Access = Extract<Instruction, { op: 'load' | 'store' }>;

interface Placed {
  readonly access: Access;
  readonly index: number;
  readonly location: string | undefined;
}

/** Which pairs, first and second in program order, a mutation turns round. */
const TURNS: Record<Reordering, (first: Placed, second: Placed) => boolean> = {
  'swap-stores': ({ access: first }, { access: second }) => first.op === 'store' && second.op === 'store',
  'swap-loads': ({ access: first }, { access: second }) => first.op === 'load' && second.op === 'load',
  'late-load': ({ access: first }, { access: second }) => first.op === 'load' && second.op === 'store',
  'stale-load': (first, second) =>
    second.access.op === 'load' && (first.access.op === 'store' || (first.location !== undefined && first.location === second.location)),
};

/**
 * Between the two: so that no core puts them right again, and so many that the other side's accesses find time in between; a cache line takes tens of
 * nanoseconds from core to core.
 */
const BARRIERS: readonly Instruction[] = Array.from({ length: 16 }, () => ({
  op: 'barrier',
  kind: 'dmb',
  domain: 'sy',
  access: 'full',
  text: 'DMB SY',
}));

/**
 * Performs the second access of each pair before its first, with full barriers between. Data, address and control dependencies in between are no hindrance where their value is known
 * all the same (`r EOR r` is 0). A load done early keeps its value in a register of its own until its place comes. Each access is in one pair at most.
 */
export function performEarly(kind: Reordering): (test: LitmusTest, thread: number) => LitmusTest {
  return (test, thread) => {
    const instructions = test.threads[thread]?.instructions ?? [];
    const { before } = possibleValues(test)[thread] ?? { before: [] };
    const early = new Map<number, readonly Instruction[]>();
    const late = new Map<number, Instruction | undefined>();
    const initial = new Map<Register, Value>();
    for (const [first, second] of pairs(placed(instructions, before), TURNS[kind])) {
      if (isSkippable(instructions, first.index) || isSkippable(instructions, second.index)) continue;
      const moved = resolved(second, before[second.index], `#early.${second.index}`);
      if (moved === undefined) continue;
      initial.set(moved.base, { kind: 'address', location: moved.location });
      early.set(first.index, [moved.access, ...BARRIERS]);
      late.set(second.index, moved.rest);
    }
    if (early.size === 0) return test;
    const reordered = instructions.flatMap((instruction, i) => {
      const there = late.has(i) ? late.get(i) : instruction;
      return [...(early.get(i) ?? []), ...(there === undefined ? [] : [there])];
    });
    return withThread(test, thread, reordered, initial);
  };
}

/** Plain, acquire and release accesses: exclusive and atomic ones stay where they are. */
function placed(instructions: readonly Instruction[], before: readonly (RegisterState | undefined)[]): Placed[] {
  return instructions.flatMap((access, index) => {
    const state = before[index];
    if (state === undefined || (access.op !== 'load' && access.op !== 'store')) return [];
    if (access.op === 'load' && access.exclusive) return [];
    return [{ access, index, location: onlyLocation(pointsTo(state, access.address)) }];
  });
}

/** From the start: the first access with a later one that makes a pair with it, then on with what is left. */
function pairs(accesses: readonly Placed[], turns: (first: Placed, second: Placed) => boolean): [Placed, Placed][] {
  const taken = new Set<Placed>();
  return accesses.flatMap((first, i): [Placed, Placed][] => {
    if (taken.has(first)) return [];
    const second = accesses.slice(i + 1).find((each) => !taken.has(each) && turns(first, each));
    if (second === undefined) return [];
    taken.add(first).add(second);
    return [[first, second]];
  });
}

interface Moved {
  readonly access: Access;
  /** What stays in the access's old place. */
  readonly rest: Instruction | undefined;
  /** A register that must hold the address of `location` from the start. */
  readonly base: Register;
  readonly location: string;
}

/** The access with address and data that need no other register; `undefined` where they are not known before the run. */
function resolved({ access, location }: Placed, state: RegisterState | undefined, name: string): Moved | undefined {
  if (state === undefined || location === undefined) return undefined;
  const base = `#at.${location}`;
  const address = { base, offset: { kind: 'imm', value: 0n } } as const;
  if (access.op === 'store') {
    const value = onlyInteger(valueOf(state, access.src));
    if (value === undefined) return undefined;
    return { access: { ...access, address, src: { kind: 'imm', value } }, rest: undefined, base, location };
  }
  const { dst, size, text, line } = access;
  const src: Operand = { kind: 'reg', reg: name };
  const rest: Instruction = { op: 'move', dst, src, size, text, ...(line !== undefined && { line }) };
  return { access: { ...access, address, dst: name }, rest: dst === null ? undefined : rest, base, location };
}
