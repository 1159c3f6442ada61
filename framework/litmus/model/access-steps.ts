import type { Instruction, Size } from '../program';
import type { Choices } from './choices';
import type { EventMask, MemoryEvent } from './events';
import { Unsayable, type Held, type ThreadState } from './thread-state';
import { alu, ONE, sameWord, ZERO, type Word } from './word';

type Of<Op extends Instruction['op']> = Extract<Instruction, { op: Op }>;
type Reached = ReturnType<ThreadState['address']>;

export function loadStep(state: ThreadState, at: number, instruction: Of<'load'>, choices: Choices): void {
  const { dst, size, order, exclusive } = instruction;
  const reached = state.address(instruction.address);
  const order_ = { acquire: order === 'acquire', acquirePc: order === 'acquire-pc', noReturn: false };
  const { index, held } = read(state, at, reached, size, order_, choices);
  if (exclusive) state.monitor = { read: index, location: reached.location, pick: reached.pick };
  state.set(dst, held, size);
}

export function storeStep(state: ThreadState, at: number, instruction: Of<'store'>): void {
  const value = state.operand(instruction.src, instruction.size);
  write(state, at, state.address(instruction.address), instruction.size, value, { release: instruction.order === 'release' });
}

/** It may always fail; it stores only if the thread's last load-exclusive, not yet answered, was of this location. */
export function storeExclusiveStep(state: ThreadState, at: number, instruction: Of<'store-exclusive'>, choices: Choices): void {
  const { status, src, size, order } = instruction;
  const value = state.operand(src, size);
  const reached = state.address(instruction.address);
  const { monitor } = state;
  state.monitor = undefined;
  const stores = monitor?.location === reached.location && choices.choose(2) === 0;
  if (stores) write(state, at, reached, size, value, { release: order === 'release', rmw: monitor.read, pickFlow: monitor.pick });
  // The status carries no dependency: hardware may promise success before the address or the data are there.
  state.set(status, { word: stores ? ZERO : ONE, dep: 0, pick: 0 }, 32);
}

export function atomicStep(state: ThreadState, at: number, instruction: Of<'atomic'>, choices: Choices): void {
  const { kind, dst, size, acquire, release } = instruction;
  const noReturn = dst === null;
  const reached = state.address(instruction.address);
  const source = state.operand(instruction.src, size);
  const compare = instruction.compare && state.operand(instruction.compare, size);
  const order = { acquire: acquire && !noReturn, acquirePc: false, noReturn };
  const { index, held } = read(state, at, reached, size, order, choices);
  const common = { release, rmw: index, atomic: true };
  if (kind === 'swap') {
    write(state, at, reached, size, source, common);
    state.set(dst, held, size);
  } else if (kind === 'add') {
    const word = alu('add', held.word, source.word, size, state.code.addressSize);
    if (word === undefined) throw new Unsayable('the sum of two addresses');
    write(state, at, reached, size, { ...source, word }, { ...common, flow: held.dep, pickFlow: held.pick });
    state.set(dst, held, size);
  } else if (compare === undefined || !sameWord(held.word, compare.word)) {
    state.set(dst, held, size);
  } else {
    const picked = held.pick | compare.pick;
    write(state, at, reached, size, source, { ...common, pickData: compare.pick, pickFlow: picked });
    // It compared equal: the old value may come from memory, or be the register's own, picked by the comparison.
    const own = { word: held.word, dep: compare.dep, pick: picked };
    state.set(dst, dst !== null && choices.choose(2) === 1 ? own : held, size);
  }
}

type ReadOrder = Pick<MemoryEvent, 'acquire' | 'acquirePc' | 'noReturn'>;

function read(
  state: ThreadState,
  at: number,
  reached: Reached,
  size: Size,
  order: ReadOrder,
  choices: Choices,
): { index: number; held: Held } {
  const index = state.next();
  const { location, dep, pick } = reached;
  const values = state.domains[location] ?? [];
  const value = values[choices.choose(values.length)] ?? ZERO;
  const before = state.latestWrite(location);
  const flow = dep | (before?.flow ?? 0);
  const pickFlow = pick | (before?.pickFlow ?? 0);
  // prettier-ignore
  state.events.push({
    kind: 'R', at, location, value, size, ...order, release: false, rmw: -1, atomic: false,
    addr: dep, data: 0, ctrl: state.ctrl, pickAddr: pick, pickData: 0, pickCtrl: state.pickCtrl, flow, pickFlow,
  });
  const own: EventMask = 1 << index;
  return { index, held: { word: value, dep: own | flow, pick: own | pickFlow } };
}

interface WriteKind {
  readonly release: boolean;
  readonly rmw?: number;
  readonly atomic?: boolean;
  /** Beside the data of the source register. */
  readonly pickData?: EventMask;
  readonly flow?: EventMask;
  readonly pickFlow?: EventMask;
}

function write(state: ThreadState, at: number, reached: Reached, size: Size, source: Held, kind: WriteKind): void {
  state.next();
  const { location, dep, pick } = reached;
  const pickData = source.pick | (kind.pickData ?? 0);
  state.events.push({
    kind: 'W',
    at,
    location,
    value: storable(state, source.word, size),
    size,
    acquire: false,
    acquirePc: false,
    release: kind.release,
    noReturn: false,
    rmw: kind.rmw ?? -1,
    atomic: kind.atomic ?? false,
    addr: dep,
    data: source.dep,
    ctrl: state.ctrl,
    pickAddr: pick,
    pickData,
    pickCtrl: state.pickCtrl,
    flow: dep | source.dep | (kind.flow ?? 0),
    pickFlow: pick | pickData | (kind.pickFlow ?? 0),
  });
}

function storable(state: ThreadState, word: Word, size: Size): Word {
  if (word.base >= 0 && size !== state.code.addressSize) throw new Unsayable('a store of the low half of an address');
  return word;
}
