import { armRelations, type ArmRelations } from '../model/armv7';
import type { EventRef } from '../model/location';
import type { Relation } from '../model/relation';
import type { Candidate } from '../model/search';
import { shortestCycle, shortestWord, type Edge } from './edge';

export type ArmAxiom = 'thin air' | 'propagation' | 'observation';

/**
 * Where a walk along edges stands in `prop = chapo?;base*;fence;hb*`, which is the same as `(fre|coe)?;rfe?;fence;hb*`: `between` two steps of
 * `co|prop`; a store was `overwritten` or `read`; a barrier was passed.
 */
type Place = 'fre first' | 'between' | 'overwritten' | 'read' | 'fenced';

const PROP: Readonly<Record<'between' | 'overwritten' | 'read' | 'fenced', Readonly<Record<string, Place>>>> = {
  between: { fr: 'overwritten', co: 'overwritten', rf: 'read', fence: 'fenced' },
  overwritten: { rf: 'read', fence: 'fenced' },
  read: { fence: 'fenced' },
  fenced: { ppo: 'fenced', rf: 'fenced', fence: 'fenced' },
};

/** The shortest cycle by which ARMv7's model for three and more observers forbids an execution, and the axiom that says so. */
export function armCycle(candidate: Candidate): { axiom: ArmAxiom; cycle: Edge[] } | undefined {
  const edges = primitives(candidate, armRelations(candidate));
  const isHb = ({ label }: Edge): boolean => label === 'ppo' || label === 'rf' || label.startsWith('fence');
  const thinAir = shortestCycle(edges.filter(isHb));
  if (thinAir) return { axiom: 'thin air', cycle: thinAir };
  const propagation = shortestWord(edges, propagating, 'between', ['between', 'fenced']);
  if (propagation) return { axiom: 'propagation', cycle: propagation };
  const observation = shortestWord(edges, observing, 'fre first', ['fenced']);
  return observation && { axiom: 'observation', cycle: observation };
}

/** acyclic (co | prop): after a whole step, another may begin. */
function propagating(place: Place, edge: Edge): Place[] {
  const whole = place === 'between' || place === 'fenced';
  const next = [...step(place, edge), ...(whole ? step('between', edge) : [])];
  return whole && edge.label === 'co' ? [...next, 'between'] : next;
}

/** irreflexive (fre;prop;hb*) */
function observing(place: Place, edge: Edge): Place[] {
  if (place === 'fre first') return edge.label === 'fr' ? ['between'] : [];
  return step(place, edge);
}

function step(place: Place, { label, from, to }: Edge): Place[] {
  // Of co only what leads to another thread is seen there.
  if (place === 'fre first' || (label === 'co' && from.thread === to.thread)) return [];
  const next = PROP[place][label.replace(/\(.*/, '')];
  return next === undefined ? [] : [next];
}

function primitives({ runs }: Candidate, relations: ArmRelations): Edge[] {
  const { fence, ppo, rfe, fre, co } = relations;
  const barrier = (from: EventRef, to: EventRef): string =>
    runs[from.thread]?.fences.find(
      ({ instruction, position }) => instruction.op === 'barrier' && position > from.index && position <= to.index,
    )?.instruction.text ?? 'a barrier';
  const fences = edgesOf(relations, fence, { kind: 'barrier', label: 'fence', because: '' }).map((edge): Edge => {
    const text = barrier(edge.from, edge.to);
    return { ...edge, label: `fence(${text.toLowerCase()})`, because: `${text} stands between them` };
  });
  return [
    ...fences,
    ...edgesOf(relations, ppo, { kind: 'dependency', label: 'ppo', because: 'a dependency of {to} on {from} keeps their order' }),
    ...edgesOf(relations, rfe, { kind: 'rf', label: 'rf', because: '{to} reads what {from} writes' }),
    ...edgesOf(relations, fre, { kind: 'fr', label: 'fr', because: '{from} reads a value that {to} overwrites later' }),
    ...edgesOf(relations, co, { kind: 'co', label: 'co', because: '{to} overwrites what {from} writes' }),
  ];
}

function edgesOf({ events }: ArmRelations, relation: Relation, edge: Pick<Edge, 'kind' | 'label' | 'because'>): Edge[] {
  return events.flatMap((from, a) => events.flatMap((to, b) => (relation.has(a, b) ? [{ from, to, ...edge }] : [])));
}
