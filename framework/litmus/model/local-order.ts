import type { EventMask, FencePoint, MemoryEvent, ThreadRun } from './events';

/**
 * The parts of `lob`, locally-ordered-before: what makes one thread's accesses seen in its program order by the others. Names as in
 * Arm's aarch64.cat; DDI0487 B2.3 says the same in words.
 */
export const LOCAL_RULES = [
  'lws',
  'dob.addr',
  'dob.data',
  'dob.ctrl',
  'dob.addr-po',
  'dob.lrs',
  'aob.rmw',
  'aob.lrs',
  'bob.full',
  'bob.ld',
  'bob.st',
  'bob.amo',
  'bob.release-acquire',
  'bob.acquire',
  'bob.release',
  'ifb',
  'pick.addr',
  'pick.data',
  'pick.ctrl',
  'pick.addr-po',
  'pick.lob',
] as const;
export type LocalRule = (typeof LOCAL_RULES)[number];

/** Says that the events of `from` are ordered before event `to`; `via`: the event or fence in between that makes them so. */
export type Emit = (rule: LocalRule, from: EventMask, to: number, via?: MemoryEvent | FencePoint) => void;

/** Every rule but `pick.lob`, which needs the closure of these. */
export function emitLocalOrder(run: ThreadRun, weakDsbStore: boolean, emit: Emit): void {
  run.events.forEach((event, to) => {
    emitDependencies(run, event, to, emit);
    emitExclusives(run, event, to, emit);
    emitAcquireRelease(run, event, to, emit);
  });
  for (const fence of run.fences) emitFence(run, fence, weakDsbStore, emit);
}

/** The events of the run that `wanted` takes, up to but not `end`. */
export function eventsWhere(run: ThreadRun, wanted: (event: MemoryEvent) => boolean, end = run.events.length): EventMask {
  let mask = 0;
  for (let i = 0; i < end; i++) {
    const event = run.events[i];
    if (event && wanted(event)) mask |= 1 << i;
  }
  return mask;
}

/** The thread's latest earlier write of the location that `to` reads: lrs; -1: none. */
export function localSource(run: ThreadRun, to: number): number {
  const location = run.events[to]?.location;
  for (let i = to - 1; i >= 0; i--) if (run.events[i]?.kind === 'W' && run.events[i]?.location === location) return i;
  return -1;
}

function emitDependencies(run: ThreadRun, event: MemoryEvent, to: number, emit: Emit): void {
  emit('dob.addr', event.addr, to);
  if (event.kind === 'R') {
    const source = run.events[localSource(run, to)];
    if (source) emit('dob.lrs', source.addr | source.data, to, source);
    return;
  }
  // Of an atomic instruction read and write are not in program order: that they are in order is `aob`.
  const own = event.atomic ? 1 << event.rmw : 0;
  emit('lws', eventsWhere(run, ({ location }) => location === event.location, to) & ~own, to);
  emit('dob.data', event.data, to);
  emit('dob.ctrl', event.ctrl, to);
  emit('pick.addr', event.pickAddr & ~event.addr, to);
  emit('pick.data', event.pickData & ~event.data, to);
  emit('pick.ctrl', event.pickCtrl & ~event.ctrl, to);
  for (let i = 0; i < to; i++) {
    const earlier = run.events[i];
    if (!earlier) continue;
    emit('dob.addr-po', earlier.addr, to, earlier);
    emit('pick.addr-po', earlier.pickAddr & ~earlier.addr, to, earlier);
  }
}

function emitExclusives(run: ThreadRun, event: MemoryEvent, to: number, emit: Emit): void {
  if (event.rmw >= 0) emit('aob.rmw', 1 << event.rmw, to);
  if (event.kind !== 'R' || !(event.acquire || event.acquirePc)) return;
  const source = run.events[localSource(run, to)];
  if (source && source.rmw >= 0) emit('aob.lrs', 1 << source.rmw, to, source);
}

function emitAcquireRelease(run: ThreadRun, event: MemoryEvent, to: number, emit: Emit): void {
  for (let i = 0; i < to; i++) {
    const earlier = run.events[i];
    if (!earlier || (event.atomic && event.rmw === i)) continue;
    if (earlier.acquire || earlier.acquirePc) emit('bob.acquire', 1 << i, to);
    if (event.release) emit('bob.release', 1 << i, to);
    if (earlier.release && event.acquire) emit('bob.release-acquire', 1 << i, to);
    if (earlier.release && earlier.atomic && run.events[earlier.rmw]?.acquire === true) emit('bob.amo', 1 << i, to);
  }
}

function emitFence(run: ThreadRun, fence: FencePoint, weakDsbStore: boolean, emit: Emit): void {
  const { position, instruction } = fence;
  const later = run.events.slice(position).map((event, i) => [event, position + i] as const);
  if (instruction.op === 'isb') {
    let from = fence.pickCtrl;
    for (const { addr, pickAddr } of run.events.slice(0, position)) from |= addr | pickAddr;
    for (const [, to] of later) emit('ifb', from, to, fence);
    return;
  }
  if (instruction.access === 'full') {
    const from = eventsWhere(run, () => true, position);
    for (const [, to] of later) emit('bob.full', from, to, fence);
  } else if (instruction.access === 'ld') {
    const from = eventsWhere(run, ({ kind, noReturn }) => kind === 'R' && !noReturn, position);
    for (const [, to] of later) emit('bob.ld', from, to, fence);
  } else {
    const from = eventsWhere(run, ({ kind }) => kind === 'W', position);
    // A DSB ST ends before anything after it begins; a DMB ST orders stores with stores only.
    const all = instruction.kind === 'dsb' && !weakDsbStore;
    for (const [event, to] of later) if (all || event.kind === 'W') emit('bob.st', from, to, fence);
  }
}
