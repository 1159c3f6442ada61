import type { FencePoint, ThreadRun } from '../model/events';
import type { EventRef } from '../model/location';
import type { LocalRule } from '../model/local-order';
import { localEdges, type LocalEdge, type LocalOptions } from '../model/locally-ordered';
import type { Edge, EdgeKind } from './edge';

interface Reason {
  readonly kind: EdgeKind;
  readonly label: string;
  readonly because: string;
}

/** In the order in which they are preferred when several order the same two events: what a programmer wrote on purpose first. */
const REASONS: Readonly<Record<LocalRule, Reason>> = {
  'bob.full': { kind: 'barrier', label: 'bob', because: '{via} stands between them' },
  'bob.ld': { kind: 'barrier', label: 'bob', because: '{via} stands between them and {from} is a load' },
  'bob.st': { kind: 'barrier', label: 'bob', because: '{via} stands between them and {from} is a store' },
  'bob.release-acquire': { kind: 'acquire-release', label: 'bob(L;A)', because: '{from} is a store-release and {to} a later load-acquire' },
  'bob.acquire': { kind: 'acquire-release', label: 'bob(A)', because: '{from} is a load-acquire: nothing after it is seen before it' },
  'bob.release': { kind: 'acquire-release', label: 'bob(L)', because: '{to} is a store-release: nothing before it is seen after it' },
  'bob.amo': { kind: 'acquire-release', label: 'bob(amo)', because: '{from} belongs to an atomic with acquire and release' },
  'dob.addr': { kind: 'dependency', label: 'dob(addr)', because: 'the address of {to} is computed from what {from} reads' },
  'dob.data': { kind: 'dependency', label: 'dob(data)', because: 'the value of {to} is computed from what {from} reads' },
  'dob.ctrl': { kind: 'dependency', label: 'dob(ctrl)', because: '{to} is a store behind a branch that depends on {from}' },
  'dob.addr-po': {
    kind: 'dependency',
    label: 'dob(addr;po)',
    because: '{to} is a store behind {via}, whose address is computed from what {from} reads',
  },
  'dob.lrs': {
    kind: 'dependency',
    label: 'dob(dep;lrs)',
    because: '{to} reads the location just written by {via}, whose address or value is computed from what {from} reads',
  },
  ifb: { kind: 'barrier', label: 'ifb', because: '{via} stands behind a branch or an address that depends on {from}' },
  'aob.rmw': { kind: 'atomic', label: 'aob(rmw)', because: '{from} and {to} are the read and the write of one atomic update' },
  'aob.lrs': { kind: 'atomic', label: 'aob(rmw;lrs)', because: '{to} is an acquire of what the atomic update of {from} has written' },
  lws: { kind: 'same-location', label: 'lws', because: '{to} writes the location that {from} accesses earlier in program order' },
  'pick.addr': { kind: 'dependency', label: 'pick(addr)', because: 'the address of the store {to} is picked by what {from} reads' },
  'pick.data': { kind: 'dependency', label: 'pick(data)', because: 'the value of the store {to} is picked by what {from} reads' },
  'pick.ctrl': { kind: 'dependency', label: 'pick(ctrl)', because: '{to} is a store behind a branch on what {from} picked' },
  'pick.addr-po': { kind: 'dependency', label: 'pick(addr;po)', because: '{to} is a store behind {via}, whose address {from} picked' },
  'pick.lob': { kind: 'dependency', label: 'pick;lob', because: 'what {from} reads picks {via}, which is ordered before the store {to}' },
};
const PREFERRED = Object.keys(REASONS);

/** Why the accesses of one thread are seen in order; one edge for two events, the reason that a reader sees first. */
export function localReasons(run: ThreadRun, options: LocalOptions, name: (event: EventRef) => string): Edge[] {
  const refs = run.events.map((event, index): EventRef => ({ thread: run.thread, index, event }));
  const best = new Map<string, LocalEdge>();
  for (const edge of localEdges(run, options)) {
    const key = `${edge.from}-${edge.to}`;
    const before = best.get(key);
    if (before === undefined || PREFERRED.indexOf(edge.rule) < PREFERRED.indexOf(before.rule)) best.set(key, edge);
  }
  return [...best.values()].flatMap((edge) => {
    const [from, to] = [refs[edge.from], refs[edge.to]];
    if (from === undefined || to === undefined) return [];
    const { kind, label, because } = REASONS[edge.rule];
    const { via } = edge;
    const passing = via === undefined ? '' : isFence(via) ? via.instruction.text : name(refs[run.events.indexOf(via)] ?? from);
    const named = via !== undefined && isFence(via) ? `${label}(${via.instruction.text.toLowerCase()})` : label;
    return [{ from, to, kind, label: named, because: because.replace('{via}', passing) }];
  });
}

function isFence(via: NonNullable<LocalEdge['via']>): via is FencePoint {
  return 'instruction' in via;
}
