import type { Cause } from '../shm/diagnosis';
import { BOARD_FAULTS } from './board-faults';
import { LIFE_FAULTS } from './life-faults';
import { LITMUS_FAULTS } from './litmus-faults';
import { MEMORY_FAULTS } from './memory-faults';

/** What follows the `=` of a fault: a number, or `1/N` (a ratio), of which N is the number. */
export interface FaultArgument {
  readonly what: string;
  readonly form: 'number' | 'ratio';
  /** The selftest draws from `least` to `most` by seed. */
  readonly least: number;
  readonly most: number;
  /** In force where none is given; absent: one must be given. */
  readonly default?: number;
  /** What it must be a multiple of; default 1. */
  readonly step?: number;
  /** Also taken from a user: least and most. Default: as the selftest draws. */
  readonly allowed?: readonly [number, number];
}

/** Where a fault acts. Never in a check. */
export const FAULT_PLACES = ['r5-memory', 'r5-identity', 'r5-clock', 'r5-life', 'serial', 'uio-tree', 'agent', 'litmus'] as const;

/**
 * A way to break a board on purpose, and what must notice. A kind may be there twice under one name, for two ranges of its argument: a rare disturbance is
 * survived, a frequent one is not.
 */
export interface FaultKind {
  readonly name: string;
  readonly argument?: FaultArgument;
  readonly place: (typeof FAULT_PLACES)[number];
  /** `caught`: a check fails. `broken`: no check gives a result, the cause is told. `survived`: all pass, incidents are counted. */
  readonly expect: 'caught' | 'broken' | 'survived';
  /** Base names of suite files (`50.coherence.visibility`), each of which must catch it. */
  readonly caughtBy: readonly string[];
  /** Cause kinds, one of which each catching check must name; or words that its reason must hold. */
  readonly diagnosis: readonly (Cause['kind'] | RegExp)[];
  /** One sentence. */
  readonly does: string;
}

export const FAULTS: readonly FaultKind[] = [...MEMORY_FAULTS, ...BOARD_FAULTS, ...LITMUS_FAULTS, ...LIFE_FAULTS];

/** Places whose faults the firmware's process of a simulator acts out: they are in native/firmware/port/posix/faults.def. */
export const PROCESS_PLACES: readonly FaultKind['place'][] = ['r5-memory', 'r5-identity', 'r5-clock', 'r5-life', 'serial'];
