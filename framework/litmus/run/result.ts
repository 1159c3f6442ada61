import type { LitmusMode } from '../../peer/loaded-thread';
import type { StateCount } from './histogram';

/**
 * What a seen state means. `forbidden`: the model does not allow it, which is a failure. `unexpected`: allowed, but no in-order core with a store buffer
 * shows it (only store→load is reordered there), which is worth a look and never a failure. `allowed`: all other.
 */
export type Tier = 'allowed' | 'unexpected' | 'forbidden';

export interface SeenState extends StateCount {
  readonly allowed: boolean;
  /** It satisfies the condition. */
  readonly witness: boolean;
  readonly tier: Tier;
}

/** A forbidden state that was seen: the finding. */
export interface Finding {
  readonly state: string;
  readonly count: number;
  /** The iteration that showed it first; with the run's seed it names the cell and the skews. */
  readonly iteration: number;
  /** The cycle that forbids it, in words. */
  readonly explanation: string;
}

/** One litmus test run in one placement. */
export interface PlacementRun {
  readonly name: string;
  readonly arch: 'aarch64' | 'arm';
  readonly board: string;
  /** `{ P0: 'linux', P1: 'r5' }` */
  readonly map: Readonly<Record<string, string>>;
  /** Memory type of the R5's mapping, `NORM_SHARED_NCACHE`. */
  readonly flags: string;
  readonly domain: 'inner' | 'amp';
  readonly mutations: readonly string[];
  /** The board's erratum that this run is to show; null: it is to conform. */
  readonly erratum: string | null;
  readonly mode: LitmusMode;
  /** Iterations to one meeting. */
  readonly group: number;
  /** Most turns of random delay before each thread. */
  readonly skew: number;
  readonly layout: 'apart' | 'same-line';
  readonly seed: number;
  readonly iterations: number;
  /** Cells that a batch uses in shuffled order. */
  readonly cells: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly condition: string;
  /** Of the model for the condition. */
  readonly verdict: 'Allowed' | 'Forbidden';
  readonly histogram: readonly SeenState[];
  /** Outcomes that the test's `filter` leaves out; the histogram has the others. */
  readonly filtered: number;
  readonly observation: 'Always' | 'Sometimes' | 'Never';
  /** Iterations that satisfied the condition, and those that did not. */
  readonly positive: number;
  readonly negative: number;
  /** Outcomes in a million that no interleaving of the threads gives. */
  readonly weakPerMillion: number;
  readonly findings: readonly Finding[];
  readonly result: 'pass' | 'fail';
}

/** A placement that could not run: a thread has an instruction that its side cannot express. */
export interface Refusal {
  readonly map: Readonly<Record<string, string>>;
  readonly reason: string;
}

/** A litmus test on a board, in every placement asked for. */
export interface LitmusRun {
  readonly name: string;
  readonly runs: readonly PlacementRun[];
  readonly refused: readonly Refusal[];
}
