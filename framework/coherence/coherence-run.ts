import type { Content } from '../shm/diagnosis';
import { causesText } from '../shm/diagnosis-text';

/** What a procedure found out about coherence, in sentences; `toBeCoherent` takes any of them. */
export interface CoherenceRun {
  /** What ran: sides, sizes, counts. */
  readonly what: string;
  /** Why nothing was tested, if nothing was. */
  readonly untested: string | undefined;
  /** What is wrong, with address, expected, got, age and `likely cause: …`; absent: nothing is. */
  readonly failure: string | undefined;
}

/** Of a run that ended because a side did not see the other's control words within the patience. */
export function lostSight(sides: readonly string[], patienceMs: number): string {
  const cause = causesText([{ kind: 'late' }, { kind: 'stale-line', lines: 1, age: 1 }]);
  return `${sides.join(' and ')} saw nothing of the other side for ${patienceMs} ms and ended with what there was; ${cause}`;
}

/** The same value wherever one looks, of a run that is about one place. */
export function always(value: bigint): Content {
  return () => value;
}
