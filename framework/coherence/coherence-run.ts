import type { Content } from '../shm/diagnosis';

/** What a procedure found out about coherence, in sentences; `toBeCoherent` takes any of them. */
export interface CoherenceRun {
  /** What ran: sides, sizes, counts. */
  readonly what: string;
  /** Why nothing was tested, if nothing was. */
  readonly untested: string | undefined;
  /** What is wrong, with address, expected, got, age and `likely cause: …`; absent: nothing is. */
  readonly failure: string | undefined;
}

/** The same value wherever one looks, of a run that is about one place. */
export function always(value: bigint): Content {
  return () => value;
}
