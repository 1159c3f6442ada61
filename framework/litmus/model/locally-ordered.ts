import type { EventMask, MemoryEvent, ThreadRun } from './events';
import { emitLocalOrder, type Emit, type LocalRule } from './local-order';

/** Which parts of a model count; tests take parts away to see that they matter. */
export interface LocalOptions {
  readonly without: ReadonlySet<string>;
  /** ARMv7's DSB ST is read as its DMB ST. */
  readonly weakDsbStore: boolean;
}

/** One stated order inside a thread, for explanations. */
export interface LocalEdge {
  readonly rule: LocalRule;
  readonly from: number;
  readonly to: number;
  readonly via: Parameters<Emit>[3];
}

/** By event: the events that are ordered after it within its thread, closed under transitivity. */
export function locallyOrdered(run: ThreadRun, options: LocalOptions): Int32Array {
  const after = new Int32Array(run.events.length);
  const { without } = options;
  emitLocalOrder(run, options.weakDsbStore, (rule, from, to) => {
    if (!without.has(rule)) put(after, from, to);
  });
  close(after);
  if (without.has('pick.lob')) return after;
  // All found before any is put: `pick-dep;lob;[W]` is over lob as it stands.
  const found = pickLob(run, after);
  for (const { from, to } of found) put(after, 1 << from, to);
  if (found.length > 0) close(after);
  return after;
}

/** Every stated order of the run, each with its rule: the closure of these is `locallyOrdered`. */
export function localEdges(run: ThreadRun, options: LocalOptions): LocalEdge[] {
  const edges: LocalEdge[] = [];
  const after = new Int32Array(run.events.length);
  emitLocalOrder(run, options.weakDsbStore, (rule, from, to, via) => {
    if (options.without.has(rule)) return;
    put(after, from, to);
    for (let i = 0; i < to; i++) if ((from >> i) & 1) edges.push({ rule, from: i, to, via });
  });
  close(after);
  return options.without.has('pick.lob') ? edges : [...edges, ...pickLob(run, after)];
}

function pickLob(run: ThreadRun, lob: Int32Array): LocalEdge[] {
  const edges: LocalEdge[] = [];
  run.events.forEach((middle, at) => {
    const picked = middle.pickFlow | middle.pickAddr | middle.pickData | middle.pickCtrl;
    if (picked === 0) return;
    run.events.forEach((event, to) => {
      if (event.kind !== 'W' || (((lob[at] ?? 0) >> to) & 1) === 0) return;
      for (let from = 0; from < at; from++) {
        const known = (((lob[from] ?? 0) >> to) & 1) === 1;
        if ((picked >> from) & 1 && !known) edges.push({ rule: 'pick.lob', from, to, via: middle });
      }
    });
  });
  return edges;
}

function put(after: Int32Array, from: EventMask, to: number): void {
  for (let i = 0, rest = from; rest !== 0; i++, rest >>>= 1) if (rest & 1) after[i] = (after[i] ?? 0) | (1 << to);
}

/** Edges go forward in program order only, so that one sweep from the end closes. */
function close(after: Int32Array): void {
  for (let i = after.length - 1; i >= 0; i--) {
    let reach = after[i] ?? 0;
    for (let j = i + 1; j < after.length; j++) if ((reach >> j) & 1) reach |= after[j] ?? 0;
    after[i] = reach;
  }
}

/** A short name for where an edge passes through. */
export function isMemoryEvent(via: NonNullable<LocalEdge['via']>): via is MemoryEvent {
  return 'kind' in via;
}
