import type { EventRef } from '../model/location';

/** What kind of reason an edge is; the picture colours by it. */
export type EdgeKind = 'rf' | 'co' | 'fr' | 'barrier' | 'acquire-release' | 'dependency' | 'same-location' | 'atomic' | 'po';

/** One event comes before another, and why. */
export interface Edge {
  readonly from: EventRef;
  readonly to: EventRef;
  readonly kind: EdgeKind;
  /** As in the model's text: `rf`, `bob(dmb sy)`, `dob(addr)`. */
  readonly label: string;
  /** A sentence with {from} and {to} in it. */
  readonly because: string;
}

export function keyOf({ thread, index }: EventRef): string {
  return `${thread}.${index}`;
}

/** The fewest edges that lead from an event back to it; of equally short ones that of the earliest event. */
export function shortestCycle(edges: readonly Edge[]): Edge[] | undefined {
  return shortestWord(edges, (place) => [place], 'any', ['any']);
}

/**
 * The shortest closed walk whose edges an automaton takes: `next` gives the places it may be in after an edge; it starts in `first` and ends in one
 * of `last`. Breadth first; of two edges between the same events the first is taken.
 */
export function shortestWord<Place extends string>(
  edges: readonly Edge[],
  next: (place: Place, edge: Edge) => readonly Place[],
  first: Place,
  last: readonly Place[],
): Edge[] | undefined {
  const after = new Map<string, Edge[]>();
  for (const edge of edges) after.set(keyOf(edge.from), [...(after.get(keyOf(edge.from)) ?? []), edge]);
  let best: Edge[] | undefined;
  for (const start of after.keys()) {
    const found = closedWalk(after, start, next, first, last);
    if (found && (best === undefined || found.length < best.length)) best = found;
  }
  return best;
}

function closedWalk<Place extends string>(
  after: ReadonlyMap<string, readonly Edge[]>,
  start: string,
  next: (place: Place, edge: Edge) => readonly Place[],
  first: Place,
  last: readonly Place[],
): Edge[] | undefined {
  const seen = new Set<string>();
  let walks: { readonly path: readonly Edge[]; readonly at: string; readonly place: Place }[] = [{ path: [], at: start, place: first }];
  while (walks.length > 0) {
    const longer: typeof walks = [];
    for (const { path, at, place } of walks)
      for (const edge of after.get(at) ?? [])
        for (const reached of next(place, edge)) {
          const to = keyOf(edge.to);
          if (to === start && last.includes(reached)) return [...path, edge];
          if (seen.has(`${to} ${reached}`)) continue;
          seen.add(`${to} ${reached}`);
          longer.push({ path: [...path, edge], at: to, place: reached });
        }
    walks = longer;
  }
  return undefined;
}
