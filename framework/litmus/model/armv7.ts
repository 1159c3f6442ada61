import type { Model } from './axioms';
import type { EventRef } from './location';
import { communicationEdges, type CommunicationEdge } from './observed';
import { Relation } from './relation';
import type { Candidate } from './search';

/** The relations of an execution that arm.cat is written in, by number of event. */
export interface ArmRelations {
  readonly events: readonly EventRef[];
  readonly ppo: Relation;
  readonly fence: Relation;
  readonly rfe: Relation;
  readonly hb: Relation;
  readonly co: Relation;
  readonly fre: Relation;
  readonly prop: Relation;
}

/**
 * ARMv7 as in arm.cat of herdtools7: not multi-copy atomic, so that what a fence orders must be said thread by thread (`prop`). Uniproc and
 * atomicity were judged before.
 */
export function armAllows(candidate: Candidate, model: Model): boolean {
  if (model.without.has('external')) return true;
  const { hb, co, prop, fre } = armRelations(candidate);
  return hb.acyclic() && co.or(prop).acyclic() && fre.seq(prop).seq(hb.star()).irreflexive();
}

export function armRelations({ runs, communications }: Candidate): ArmRelations {
  const events: EventRef[] = runs.flatMap(({ events: ofThread }, thread) => ofThread.map((event, index) => ({ thread, index, event })));
  const size = events.length;
  const starts = runs.map((_, thread) => events.findIndex((one) => one.thread === thread));
  const numberOf = ({ thread, index }: { thread: number; index: number }): number => (starts[thread] ?? 0) + index;
  const edges = communications.flatMap(communicationEdges);
  const among = (wanted: (edge: CommunicationEdge) => boolean): Relation =>
    Relation.pairs(
      size,
      edges.filter(wanted).map(({ from, to }) => [numberOf(from), numberOf(to)] as const),
    );
  const external = ({ from, to }: CommunicationEdge): boolean => from.thread !== to.thread;
  const rfe = among((edge) => edge.kind === 'rf' && external(edge));
  const rfi = among((edge) => edge.kind === 'rf' && !external(edge));
  const co = among(({ kind }) => kind === 'co');
  const coe = among((edge) => edge.kind === 'co' && external(edge));
  const fre = among((edge) => edge.kind === 'fr' && external(edge));
  const po = Relation.of(size, (a, b) => events[a]?.thread === events[b]?.thread && a < b);
  const poLoc = po.and(Relation.of(size, (a, b) => events[a]?.event.location === events[b]?.event.location));
  const isRead = (n: number): boolean => events[n]?.event.kind === 'R';
  const isWrite = (n: number): boolean => events[n]?.event.kind === 'W';
  const masks = (of: (ref: EventRef) => number): Relation =>
    Relation.of(size, (a, b) => {
      const to = events[b];
      const from = events[a];
      return to !== undefined && from?.thread === to.thread && ((of(to) >> from.index) & 1) === 1;
    });

  const addr = masks(({ event }) => event.addr);
  const data = masks(({ event }) => event.data);
  const ctrl = masks(({ event }) => event.ctrl);
  const ctrlisb = masks(({ thread, index }) =>
    (runs[thread]?.fences ?? []).reduce(
      (mask, { instruction, position, ctrl: from }) => (instruction.op === 'isb' && position <= index ? mask | from : mask),
      0,
    ),
  );
  const fence = Relation.of(size, (a, b) => {
    const [from, to] = [events[a], events[b]];
    if (from === undefined || to === undefined || from.thread !== to.thread || a >= b) return false;
    return (runs[from.thread]?.fences ?? []).some(({ instruction, position }) => {
      if (instruction.op === 'isb' || position <= from.index || position > to.index) return false;
      return instruction.access === 'full' || (instruction.access === 'st' && isWrite(a) && isWrite(b));
    });
  });

  const ppo = preserved(
    { addr, data, ctrl, ctrlisb, po, rfi, rdw: poLoc.and(fre.seq(rfe)), detour: poLoc.and(coe.seq(rfe)) },
    isRead,
    isWrite,
  );
  const hb = ppo.or(fence, rfe);
  const hbStar = hb.star();
  const base = fence.or(rfe.seq(fence)).seq(hbStar);
  const chapo = rfe.or(fre, coe, fre.seq(rfe), coe.seq(rfe));
  const prop = base.where(isWrite, isWrite).or(chapo.optional().seq(base.star()).seq(fence).seq(hbStar));
  return { events, ppo, fence, rfe, hb, co, fre, prop };
}

interface PpoParts {
  readonly addr: Relation;
  readonly data: Relation;
  readonly ctrl: Relation;
  readonly ctrlisb: Relation;
  readonly po: Relation;
  readonly rfi: Relation;
  readonly rdw: Relation;
  readonly detour: Relation;
}

/** Preserved program order: the least fixpoint over when accesses are initiated (i) and committed (c). */
function preserved(parts: PpoParts, isRead: (n: number) => boolean, isWrite: (n: number) => boolean): Relation {
  const { addr, data, ctrl, ctrlisb, po, rfi, rdw, detour } = parts;
  const ci0 = ctrlisb.or(detour);
  const ii0 = addr.or(data, rfi, rdw);
  const cc0 = addr.or(data, ctrl, addr.seq(po));
  let [ii, ic, ci, cc] = [ii0, Relation.empty(po.size), ci0, cc0];
  for (;;) {
    const nextCi = ci0.or(ci.seq(ii), cc.seq(ci));
    const nextIi = ii0.or(ci, ic.seq(ci), ii.seq(ii));
    const nextCc = cc0.or(ci, ci.seq(ic), cc.seq(cc));
    const nextIc = ii.or(cc, ic.seq(cc), ii.seq(ic));
    if (nextCi.equals(ci) && nextIi.equals(ii) && nextCc.equals(cc) && nextIc.equals(ic)) break;
    [ii, ic, ci, cc] = [nextIi, nextIc, nextCi, nextCc];
  }
  return ii.where(isRead, isRead).or(ic.where(isRead, isWrite));
}
