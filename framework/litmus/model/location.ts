import type { MemoryEvent, ThreadRun } from './events';
import type { Word } from './word';

/** A memory event of an execution: which thread, and which of its events. Thread -1: the initial write of a location. */
export interface EventRef {
  readonly thread: number;
  readonly index: number;
  readonly event: MemoryEvent;
}

/** What an execution does to one location. */
export interface LocationAccesses {
  readonly location: number;
  /** The initial write first, then thread by thread in program order. */
  readonly writes: readonly EventRef[];
  /** Thread by thread in program order. */
  readonly reads: readonly EventRef[];
}

/** One choice of rf and co for one location. */
export interface Communication {
  readonly accesses: LocationAccesses;
  /** Index into `writes` by place in coherence order; the initial write is always first. */
  readonly order: readonly number[];
  /** By write: its place in coherence order. */
  readonly place: readonly number[];
  /** By read: the write that it reads from. */
  readonly source: readonly number[];
  readonly final: Word;
}

export function accessesOf(runs: readonly ThreadRun[], location: number, initial: Word): LocationAccesses {
  const writes: EventRef[] = [{ thread: -1, index: -1, event: initialWrite(location, initial) }];
  const reads: EventRef[] = [];
  runs.forEach(({ events }, thread) =>
    events.forEach((event, index) => {
      if (event.location === location) (event.kind === 'W' ? writes : reads).push({ thread, index, event });
    }),
  );
  return { location, writes, reads };
}

export function communication(accesses: LocationAccesses, order: readonly number[], source: readonly number[]): Communication {
  const place: number[] = [];
  order.forEach((write, at) => (place[write] = at));
  const last = accesses.writes[order[order.length - 1] ?? 0] ?? accesses.writes[0];
  if (last === undefined) throw new RangeError('a location without its initial write');
  return { accesses, order: [...order], place, source: [...source], final: last.event.value };
}

export function initialWrite(location: number, value: Word): MemoryEvent {
  return {
    kind: 'W',
    at: -1,
    location,
    value,
    size: 64,
    acquire: false,
    acquirePc: false,
    release: false,
    noReturn: false,
    rmw: -1,
    atomic: false,
    addr: 0,
    data: 0,
    ctrl: 0,
    pickAddr: 0,
    pickData: 0,
    pickCtrl: 0,
    flow: 0,
    pickFlow: 0,
  };
}
