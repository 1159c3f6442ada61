import type { Communication, EventRef } from './location';

/** An edge between memory events that are not initial writes. */
export interface CommunicationEdge {
  readonly kind: 'rf' | 'co' | 'fr';
  readonly from: EventRef;
  readonly to: EventRef;
}

/** rf, co and fr of one location, co and fr closed under transitivity; nothing from or to the initial write, which is before all. */
export function communicationEdges({ accesses: { writes, reads }, order, place, source }: Communication): CommunicationEdge[] {
  const edges: CommunicationEdge[] = [];
  reads.forEach((to, read) => {
    const write = source[read] ?? 0;
    const from = writes[write];
    if (from && from.thread >= 0) edges.push({ kind: 'rf', from, to });
    for (const after of order.slice((place[write] ?? 0) + 1)) {
      const overwriting = writes[after];
      if (overwriting) edges.push({ kind: 'fr', from: to, to: overwriting });
    }
  });
  for (let a = 1; a < order.length; a++)
    for (let b = a + 1; b < order.length; b++) {
      const from = writes[order[a] ?? 0];
      const to = writes[order[b] ?? 0];
      if (from && to) edges.push({ kind: 'co', from, to });
    }
  return edges;
}

/** Reads of one location in one thread: the later one overwritten by another thread orders the earlier one too. */
export interface HazardEdge {
  readonly from: EventRef;
  readonly through: EventRef;
  readonly to: EventRef;
}

/** haz = [R];po-loc;[R];fre;[W] */
export function hazardEdges(edges: readonly CommunicationEdge[], reads: readonly EventRef[]): HazardEdge[] {
  return edges
    .filter(({ kind, from, to }) => kind === 'fr' && from.thread !== to.thread)
    .flatMap(({ from: through, to }) =>
      reads.filter((earlier) => earlier.thread === through.thread && earlier.index < through.index).map((from) => ({ from, through, to })),
    );
}
