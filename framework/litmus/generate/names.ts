import type { Access, Cycle } from './cycle';

/** Families by their cycle without what orders the threads: `WW rf RR fr`. Single letters are threads of one access. */
const FAMILIES = new Map(
  Object.entries({
    MP: 'WW rf RR fr',
    SB: 'WR fr WR fr',
    LB: 'RW rf RW rf',
    S: 'WW rf RW co',
    R: 'WW co WR fr',
    '2+2W': 'WW co WW co',
    WRC: 'W rf RW rf RR fr',
    ISA2: 'WW rf RW rf RR fr',
    RWC: 'W rf RR fr WR fr',
    WWC: 'W rf RW rf RW co',
    'WRR+2W': 'W rf RR fr WW co',
    'WRW+WR': 'W rf RW co WR fr',
    'WRW+2W': 'W rf RW co WW co',
    IRIW: 'W rf RR fr W rf RR fr',
    IRWIW: 'W rf RW co W rf RW co',
    IRRWIW: 'W rf RR fr W rf RW co',
    'W+RWC': 'WW rf RR fr WR fr',
    'Z6.0': 'WW rf RW co WR fr',
    'Z6.1': 'WW co WW rf RW co',
    'Z6.2': 'WW rf RW rf RW co',
    'Z6.3': 'WW co WW rf RR fr',
    'Z6.4': 'WW co WR fr WR fr',
    'Z6.5': 'WW co WW co WR fr',
    '3.SB': 'WR fr WR fr WR fr',
    '3.LB': 'RW rf RW rf RW rf',
    '3.2W': 'WW co WW co WW co',
  }).map(([name, cycle]) => [cycle, name]),
);
const COHERENCE = new Map([
  ['W rf RR fr', 'CoRR'],
  ['W rf RW co', 'CoRW2'],
]);

/** The standard name: `MP+dmb.sy+addr`, `SB+dmb.sys`, `2+2W`. A cycle of no known family is named by its threads and what joins them. */
export function nameOf({ threads, locations }: Cycle): string {
  const families = locations.length === 1 ? COHERENCE : FAMILIES;
  for (let turn = 0; turn < threads.length; turn++) {
    const turned = [...threads.slice(turn), ...threads.slice(0, turn)];
    const family = families.get(stripped(turned, ' '));
    if (family !== undefined && (locations.length > 1 || turned.flat().length === threads.length + 1))
      return withEdges(family, turned, locations.length === 1);
  }
  return withEdges(stripped(threads, '-'), threads, false);
}

/** First and last direction of each thread, and the communication to the next. */
function stripped(threads: readonly (readonly Access[])[], separator: string): string {
  return threads
    .map((thread, index) => {
      const next = threads[(index + 1) % threads.length];
      const ends = [thread[0], ...(thread.length > 1 ? [thread.at(-1)] : [])].map((access) => access?.direction ?? '').join('');
      return `${ends}${separator}${next?.[0]?.before.communication ?? ''}`;
    })
    .join(separator);
}

function withEdges(family: string, threads: readonly (readonly Access[])[], coherence: boolean): string {
  const edges = threads.filter((thread) => thread.length > 1).map(threadEdge);
  if (edges.every((edge) => edge === (coherence ? 'pos' : 'po'))) return family;
  const [first] = edges;
  return edges.length > 1 && edges.every((edge) => edge === first) ? `${family}+${first}s` : [family, ...edges].join('+');
}

/** `dmb.sy`, `popl`, `addr-rfi-data`. */
function threadEdge(thread: readonly Access[]): string {
  return thread
    .slice(1)
    .map((access, i) => {
      const letters = `${thread[i]?.annotation}${access.annotation}`;
      return `${access.before.short}${letters === 'PP' ? '' : letters.toLowerCase()}`;
    })
    .join('-');
}
