import type { Address, Instruction, LitmusTest, Operand, Register, Size, Value } from '../program';
import {
  aluResult,
  ANY_INTEGER,
  extended,
  integer,
  join,
  mayBeAddress,
  samePossible,
  shifted,
  sum,
  truncated,
  ZERO,
  type Possible,
} from './possible';

/** What each register may hold at one point of a thread; those that are missing hold 0. */
export type RegisterState = ReadonlyMap<Register, Possible>;

/** Of a thread: the state before each instruction; `undefined` where it is never reached. One more for the end. */
export interface ThreadValues {
  readonly before: readonly (RegisterState | undefined)[];
}

export function valueOf(state: RegisterState, operand: Operand): Possible {
  return operand.kind === 'imm' ? integer(operand.value) : (state.get(operand.reg) ?? ZERO);
}

/** Where `address` may point. */
export function pointsTo(state: RegisterState, address: Address): Possible {
  return sum(
    valueOf(state, { kind: 'reg', reg: address.base }),
    shifted(extended(valueOf(state, address.offset), address.extend), address.shift ?? 0),
  );
}

/** A32 makes addresses of 32 bits in 32-bit operations: where an operand may be an address, the operation is as wide as an address. */
export function operationSize(test: LitmusTest, size: Size, operands: readonly Possible[]): Size {
  return test.arch === 'ARM' && operands.some(mayBeAddress) ? 64 : size;
}

/** What each thread's registers may hold at each point, whatever the threads read from each other: for each location the values that are ever stored. */
export function possibleValues(test: LitmusTest): readonly ThreadValues[] {
  const contents = new Map(test.locations.map((location) => [location.name, initial(location.initial)]));
  for (;;) {
    let changed = false;
    const store = (location: string, value: Possible): void => {
      const old = contents.get(location) ?? ZERO;
      const joined = join(old, value);
      if (samePossible(old, joined)) return;
      contents.set(location, joined);
      changed = true;
    };
    const threads = test.threads.map((_, thread) => walk(test, thread, (location) => contents.get(location) ?? ZERO, store));
    if (!changed) return threads;
  }
}

function initial(value: Value): Possible {
  return value.kind === 'int' ? integer(value.value) : { values: [{ location: value.location, value: 0n }] };
}

type Fetch = (location: string) => Possible;
type Store = (location: string, value: Possible) => void;

/** Branches go forward only, so that in the order of the text every way into an instruction has been seen before it. */
function walk(test: LitmusTest, index: number, fetch: Fetch, store: Store): ThreadValues {
  const thread = test.threads[index];
  const instructions = thread?.instructions ?? [];
  let state: RegisterState | undefined = new Map([...(thread?.initial ?? [])].map(([register, value]) => [register, initial(value)]));
  const arriving = new Map<string, RegisterState>();
  const before: (RegisterState | undefined)[] = [];
  for (const instruction of instructions) {
    if (instruction.op === 'label') state = joinStates(state, arriving.get(instruction.name));
    before.push(state);
    if (state === undefined) continue;
    if (instruction.op === 'branch' || instruction.op === 'branch-zero') {
      const joined = joinStates(arriving.get(instruction.target), state);
      if (joined !== undefined) arriving.set(instruction.target, joined);
      if (instruction.op === 'branch' && instruction.when === undefined) state = undefined;
      continue;
    }
    state = after(test, instruction, state, fetch, store);
  }
  return { before: [...before, state] };
}

function joinStates(a: RegisterState | undefined, b: RegisterState | undefined): RegisterState | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return new Map(
    [...new Set([...a.keys(), ...b.keys()])].map((register) => [register, join(a.get(register) ?? ZERO, b.get(register) ?? ZERO)]),
  );
}

function after(test: LitmusTest, instruction: Instruction, state: RegisterState, fetch: Fetch, store: Store): RegisterState {
  const set = (register: Register | null, value: Possible): RegisterState =>
    register === null ? state : new Map([...state, [register, value]]);
  const value = (operand: Operand): Possible => valueOf(state, operand);
  switch (instruction.op) {
    case 'move': {
      const src = value(instruction.src);
      return set(instruction.dst, truncated(extended(src, instruction.extend), operationSize(test, instruction.size, [src])));
    }
    case 'alu': {
      const [a, b] = [value(instruction.a), value(instruction.b)];
      return set(instruction.dst, aluResult(instruction, operationSize(test, instruction.size, [a, b]), a, b));
    }
    case 'select': {
      const both = join(value(instruction.then), value(instruction.otherwise));
      return set(instruction.dst, truncated(both, operationSize(test, instruction.size, [both])));
    }
    case 'load':
      return set(instruction.dst, truncated(fetched(state, instruction.address, fetch), instruction.size));
    case 'store':
      stored(state, instruction.address, truncated(value(instruction.src), instruction.size), store);
      return state;
    case 'store-exclusive':
      stored(state, instruction.address, truncated(value(instruction.src), instruction.size), store);
      return set(instruction.status, { values: [{ value: 0n }, { value: 1n }] });
    case 'atomic': {
      const old = truncated(fetched(state, instruction.address, fetch), instruction.size);
      const src = value(instruction.src);
      stored(state, instruction.address, truncated(instruction.kind === 'add' ? sum(old, src) : src, instruction.size), store);
      return set(instruction.dst, old);
    }
    default:
      return state;
  }
}

function fetched(state: RegisterState, address: Address, fetch: Fetch): Possible {
  const where = pointsTo(state, address);
  if ('anything' in where) return ANY_INTEGER;
  const contents = where.values.map((each) => (each.location === undefined ? ANY_INTEGER : fetch(each.location)));
  return contents.reduce(join);
}

function stored(state: RegisterState, address: Address, value: Possible, store: Store): void {
  const where = pointsTo(state, address);
  // Anywhere else is refused when the access is lowered.
  if ('anything' in where) return;
  for (const each of where.values) if (each.location !== undefined) store(each.location, value);
}
