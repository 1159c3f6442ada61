import { integerResult, type Known } from '../lower/possible';
import type { Address, ConditionCode, Instruction, LitmusTest, Operand, Register, Size } from '../program';

/**
 * One thread of a test on a machine that does one thing after the other: what the instructions compute, with no memory model at all. The judge of
 * compiled code in tests, written from the Arm ARM's descriptions and not from the lowering. States are never changed: each step gives a new one.
 */
export interface ThreadState {
  /** Index of the next instruction. */
  readonly at: number;
  readonly registers: ReadonlyMap<Register, Known>;
  /** What was compared last. */
  readonly compared?: { readonly a: bigint; readonly b: bigint; readonly size: Size };
  /** Location of the exclusive load that no store has broken yet. */
  readonly reserved?: string;
}

export type Memory = ReadonlyMap<string, bigint>;

export interface Step {
  readonly thread: ThreadState;
  /** The location stored to and its new value. */
  readonly stored?: { readonly location: string; readonly value: bigint };
}

export function initialThread(test: LitmusTest, thread: number): ThreadState {
  const registers = [...(test.threads[thread]?.initial ?? [])].map(([register, value]): [Register, Known] => [
    register,
    value.kind === 'int' ? { value: BigInt.asUintN(64, value.value) } : { location: value.location, value: 0n },
  ]);
  return { at: 0, registers: new Map(registers) };
}

export function initialMemory(test: LitmusTest): Memory {
  return new Map(test.locations.map(({ name, initial }) => [name, initial.kind === 'int' ? BigInt.asUintN(64, initial.value) : 0n]));
}

const HOLDS: Record<ConditionCode, (a: bigint, b: bigint, size: Size) => boolean> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  hs: (a, b) => a >= b,
  lo: (a, b) => a < b,
  hi: (a, b) => a > b,
  ls: (a, b) => a <= b,
  mi: (a, b, size) => BigInt.asIntN(size, a - b) < 0n,
  pl: (a, b, size) => BigInt.asIntN(size, a - b) >= 0n,
  ge: (a, b, size) => BigInt.asIntN(size, a) >= BigInt.asIntN(size, b),
  lt: (a, b, size) => BigInt.asIntN(size, a) < BigInt.asIntN(size, b),
  gt: (a, b, size) => BigInt.asIntN(size, a) > BigInt.asIntN(size, b),
  le: (a, b, size) => BigInt.asIntN(size, a) <= BigInt.asIntN(size, b),
};

/** Performs the thread's next instruction; `undefined` at its end. */
export function step(test: LitmusTest, instructions: readonly Instruction[], state: ThreadState, memory: Memory): Step | undefined {
  const instruction = instructions[state.at];
  if (instruction === undefined) return undefined;
  const next = { ...state, at: state.at + 1 };
  const value = (operand: Operand): Known =>
    operand.kind === 'imm' ? { value: BigInt.asUintN(64, operand.value) } : (state.registers.get(operand.reg) ?? { value: 0n });
  const set = (register: Register | null, known: Known): ThreadState =>
    register === null ? next : { ...next, registers: new Map([...state.registers, [register, known]]) };
  const jump = (target: string): Step => ({
    thread: { ...state, at: instructions.findIndex((each) => each.op === 'label' && each.name === target) },
  });
  const locate = (address: Address): string => located(address, value);
  const load = (location: string, size: Size): bigint => BigInt.asUintN(size, memory.get(location) ?? 0n);
  const merge = (location: string, known: Known, size: Size): bigint => {
    const old = memory.get(location) ?? 0n;
    return size === 64 ? known.value : (old & ~0xffffffffn) | BigInt.asUintN(32, known.value);
  };

  switch (instruction.op) {
    case 'move':
      return { thread: set(instruction.dst, resized(test, extend(value(instruction.src), instruction.extend), instruction.size)) };
    case 'alu':
      return { thread: set(instruction.dst, computed(test, instruction, value(instruction.a), value(instruction.b))) };
    case 'compare': {
      const { size } = instruction;
      const [a, b] = [value(instruction.a), value(instruction.b)];
      return { thread: { ...next, compared: { a: BigInt.asUintN(size, a.value), b: BigInt.asUintN(size, b.value), size } } };
    }
    case 'select': {
      const chosen = holds(state, instruction.when) ? instruction.then : instruction.otherwise;
      return { thread: set(instruction.dst, resized(test, value(chosen), instruction.size)) };
    }
    case 'branch':
      return instruction.when === undefined || holds(state, instruction.when) ? jump(instruction.target) : { thread: next };
    case 'branch-zero': {
      const zero = BigInt.asUintN(instruction.size, value(instruction.reg).value) === 0n;
      return zero === instruction.zero ? jump(instruction.target) : { thread: next };
    }
    case 'load': {
      const location = locate(instruction.address);
      const thread = set(instruction.dst, { value: load(location, instruction.size) });
      return { thread: instruction.exclusive ? { ...thread, reserved: location } : thread };
    }
    case 'store': {
      const location = locate(instruction.address);
      return { thread: next, stored: { location, value: merge(location, value(instruction.src), instruction.size) } };
    }
    case 'store-exclusive': {
      const location = locate(instruction.address);
      const { reserved, ...open } = set(instruction.status, { value: state.reserved === location ? 0n : 1n });
      if (reserved !== location) return { thread: open };
      return { thread: open, stored: { location, value: merge(location, value(instruction.src), instruction.size) } };
    }
    case 'atomic': {
      const { kind, size } = instruction;
      const location = locate(instruction.address);
      const old = load(location, size);
      const src = value(instruction.src).value;
      const thread = set(instruction.dst, { value: old });
      if (kind === 'compare-and-swap' && old !== BigInt.asUintN(size, value(instruction.compare ?? { kind: 'imm', value: 0n }).value))
        return { thread };
      return {
        thread,
        stored: { location, value: merge(location, { value: kind === 'add' ? BigInt.asUintN(64, old + src) : src }, size) },
      };
    }
    default:
      return { thread: next };
  }
}

function holds(state: ThreadState, when: ConditionCode): boolean {
  const { a, b, size } = state.compared ?? { a: 0n, b: 0n, size: 32 };
  return HOLDS[when](a, b, size);
}

function extend(known: Known, how: 'sxtw' | 'uxtw' | undefined): Known {
  if (how === undefined) return known;
  const low = BigInt.asUintN(32, known.value);
  return { value: how === 'uxtw' ? low : BigInt.asUintN(64, BigInt.asIntN(32, low)) };
}

/** A32 addresses are 32 bits: an operation of 32 bits keeps them whole. */
function resized(test: LitmusTest, known: Known, size: Size): Known {
  if (known.location !== undefined && (size === 64 || test.arch === 'ARM')) return known;
  return { value: BigInt.asUintN(size, known.value) };
}

function computed(test: LitmusTest, form: Extract<Instruction, { op: 'alu' }>, a: Known, unshifted: Known): Known {
  const extended = extend(unshifted, form.extend);
  const b: Known = form.shift ? { value: BigInt.asUintN(64, extended.value << BigInt(form.shift)) } : extended;
  if (a.location === b.location) return { value: integerResult(form.kind, form.size, a.value, b.value) };
  const location = a.location ?? b.location;
  const value = BigInt.asUintN(64, form.kind === 'sub' ? a.value - b.value : a.value + b.value);
  return resized(test, { ...(location !== undefined && { location }), value }, form.size);
}

function located(address: Address, value: (operand: Operand) => Known): string {
  const base = value({ kind: 'reg', reg: address.base });
  const offset = extend(value(address.offset), address.extend);
  const index = offset.location === undefined ? offset.value << BigInt(address.shift ?? 0) : offset.value;
  const location = base.location ?? offset.location;
  if (location === undefined || BigInt.asUintN(64, base.value + index) !== 0n) throw new RangeError('an access to no location');
  return location;
}
