import type { ThreadRun } from './events';
import type { Communication } from './location';
import { communicationEdges, hazardEdges } from './observed';

/**
 * A relation over all memory events of an execution, as bits: word `t` of the row of an event has the events of thread t that come
 * after it. Initial writes are left out: nothing comes before them, so no cycle has one.
 */
export interface Layout {
  readonly threads: number;
  /** Row number of each thread's first event. */
  readonly offsets: readonly number[];
  readonly rows: number;
}

export function layoutOf(runs: readonly ThreadRun[]): Layout {
  const offsets: number[] = [];
  let rows = 0;
  for (const { events } of runs) {
    offsets.push(rows);
    rows += events.length;
  }
  return { threads: runs.length, offsets, rows };
}

/** The rows of `lob` alone. */
export function localRows({ threads, offsets, rows }: Layout, lob: readonly Int32Array[]): Int32Array {
  const relation = new Int32Array(rows * threads);
  lob.forEach((after, thread) => after.forEach((mask, i) => (relation[((offsets[thread] ?? 0) + i) * threads + thread] = mask)));
  return relation;
}

/** `obs` and `haz` of one location, as pairs: index into the relation, bits to set there. */
export function observedRows(layout: Layout, choice: Communication, without: ReadonlySet<string>): Int32Array {
  const pairs: number[] = [];
  const add = (from: { thread: number; index: number }, to: { thread: number; index: number }): void => {
    pairs.push(((layout.offsets[from.thread] ?? 0) + from.index) * layout.threads + to.thread, 1 << to.index);
  };
  const edges = communicationEdges(choice);
  for (const { kind, from, to } of edges) if (from.thread !== to.thread && !without.has(`${kind}e`)) add(from, to);
  if (!without.has('haz')) for (const { from, to } of hazardEdges(edges, choice.accesses.reads)) add(from, to);
  return Int32Array.from(pairs);
}

export function withObserved(relation: Int32Array, pairs: Int32Array): Int32Array {
  const sum = relation.slice();
  for (let i = 0; i < pairs.length; i += 2) {
    const at = pairs[i] ?? 0;
    sum[at] = (sum[at] ?? 0) | (pairs[i + 1] ?? 0);
  }
  return sum;
}

/** Takes away events that nothing comes after until none is left, or only cycles and what leads to them. */
export function isCyclic({ threads, offsets, rows }: Layout, relation: Int32Array): boolean {
  const alive = new Int32Array(threads);
  for (let t = 0; t < threads; t++) alive[t] = (1 << ((offsets[t + 1] ?? rows) - (offsets[t] ?? 0))) - 1;
  for (let changed = true; changed;) {
    changed = false;
    for (let t = 0; t < threads; t++) {
      const first = offsets[t] ?? 0;
      for (let i = (offsets[t + 1] ?? rows) - first - 1; i >= 0; i--) {
        if ((((alive[t] ?? 0) >> i) & 1) === 0) continue;
        const row = (first + i) * threads;
        let after = 0;
        for (let u = 0; u < threads; u++) after |= (relation[row + u] ?? 0) & (alive[u] ?? 0);
        if (after !== 0) continue;
        alive[t] = (alive[t] ?? 0) & ~(1 << i);
        changed = true;
      }
    }
  }
  return alive.some((mask) => mask !== 0);
}
