import type { Model } from '../model/axioms';
import { isAtomic } from '../model/coherence';
import type { Communication, EventRef } from '../model/location';
import { communicationEdges, hazardEdges, type CommunicationEdge } from '../model/observed';
import type { Candidate } from '../model/search';
import { shortestCycle, type Edge } from './edge';
import { localReasons } from './local-reasons';

const COMMUNICATION = {
  rf: '{to} reads what {from} writes',
  co: '{to} overwrites what {from} writes',
  fr: '{from} reads a value that {to} overwrites later',
} as const;

export function communicationReason({ kind, from, to }: CommunicationEdge): Edge {
  return { from, to, kind, label: kind, because: COMMUNICATION[kind] };
}

/** What `external` orders: between threads by what they see of each other, within a thread by its local reasons. */
export function externalReasons({ runs, communications }: Candidate, model: Model, name: (event: EventRef) => string): Edge[] {
  const observed = communications.flatMap((choice) => {
    const edges = communicationEdges(choice);
    const hazards = hazardEdges(edges, choice.accesses.reads).map(({ from, through, to }): Edge => ({
      from,
      to,
      kind: 'fr',
      label: 'haz',
      because: `{from} reads the location before ${name(through)} does, and {to} overwrites what ${name(through)} reads`,
    }));
    return [...edges.filter(({ from, to }) => from.thread !== to.thread).map(communicationReason), ...hazards];
  });
  return [...observed, ...runs.flatMap((run) => localReasons(run, model, name))];
}

/** What `internal` orders in one location: program order and communication. */
export function internalCycle(choice: Communication): Edge[] | undefined {
  const all = [...choice.accesses.writes.slice(1), ...choice.accesses.reads];
  const poLoc = all.flatMap((from) =>
    all
      .filter((to) => to.thread === from.thread && to.index > from.index)
      .map((to): Edge => ({
        from,
        to,
        kind: 'po',
        label: 'po-loc',
        because: '{from} is before {to} in program order, and both access one location',
      })),
  );
  return shortestCycle([...communicationEdges(choice).map(communicationReason), ...poLoc]);
}

/** fre;coe around an atomic update: another thread writes between its read and its write. */
export function atomicCycle(choice: Communication): Edge[] | undefined {
  if (isAtomic(choice)) return undefined;
  const edges = communicationEdges(choice).filter(({ from, to }) => from.thread !== to.thread);
  for (const write of choice.accesses.writes) {
    if (write.event.rmw < 0) continue;
    const read = choice.accesses.reads.find(({ thread, index }) => thread === write.thread && index === write.event.rmw);
    const before = edges.find(
      ({ kind, from, to }) => kind === 'fr' && from === read && edges.some((co) => co.kind === 'co' && co.from === to && co.to === write),
    );
    const after = edges.find(({ kind, from, to }) => kind === 'co' && from === before?.to && to === write);
    if (read === undefined || before === undefined || after === undefined) continue;
    const update: Edge = {
      from: write,
      to: read,
      kind: 'atomic',
      label: 'rmw',
      because: '{to} and {from} are one atomic update: nothing may come between',
    };
    return [communicationReason(before), communicationReason(after), update];
  }
  return undefined;
}
