import { randomInt } from 'node:crypto';
import { InvalidArgument, ProtocolViolation, type AmpHilError } from '../errors/errors';
import type { JobArgs, JobResults } from './jobs';
import type { JobOptions } from './shm-peer';

/**
 * How the sides come together before an iteration. `user`: one role after the other stores a word that the rest wait for; `userfence`: and a full fence
 * after it; `timebase`: two-way, then each waits for `delay`; `none`: not at all. `native/core/litmus_parts.h` has the numbers.
 */
export const LITMUS_MODE = { user: 0, userfence: 1, timebase: 2, none: 3 } as const;
export type LitmusMode = keyof typeof LITMUS_MODE;

/** Bytes of the control block of job litmus: a line of 64 a role. */
export const LITMUS_CTL_BYTES = 256;
/** Most states that a side keeps. */
export const LITMUS_STATES = 256;
/** Most words of an outcome. */
export const LITMUS_WORDS = 16;
/** Most bytes of an image: `AMP_LITMUS_IMAGE_MAX`. */
export const LITMUS_IMAGE_MAX = 4096;

export interface LitmusArgs {
  /** Which thread of the test this side runs, and how many there are. */
  role: number;
  roles: number;
  /** Offset of the control block, a multiple of 64. */
  ctl: number;
  /** The part of the window for cells and exchanged outs, from a multiple of 64 on. The same on all sides. */
  area: { off: number; len: number };
  iterations: bigint | number;
  /** Decides cells and skews. */
  seed: bigint | number;
  mode: LitmusMode;
  /** Most turns of random delay before an iteration, at most 65535; 0 for none. */
  skew: number;
  /** ns that each side waits in mode `timebase`. */
  delay: number;
  /**
   * Iterations to a rendezvous, a power of two up to 64; default 8. One behind the other they stay close together, as long as the sides' work is equal,
   * and cost a fraction; 1 meets before each.
   */
  group?: number;
  /** Every side loads all cells once they are initialised, and a group's once more before its meeting; default false. */
  preload?: boolean;
  /** Fresh in every run, the same on all sides, also where a seed is used again: it tells this run's words in the window from what an earlier one left. */
  run: bigint | number;
}

/** A `run` for all the sides of one run. */
export function freshRun(): number {
  return randomInt(2 ** 32);
}

export type LitmusResults = Omit<JobResults<'litmus'>, 'lost'>;

/** One final state as one side counted it. */
export interface Outcome {
  /** Outs of role 0, of role 1, …, then the final values. */
  words: number[];
  count: bigint;
  /** The first iteration that showed it. */
  first: bigint;
}

export interface LitmusJobOptions extends JobOptions {
  /** Linux only: the processor to run on; the default is the last one. */
  cpu?: number;
}

/** A litmus thread in executable memory of one side. */
export interface LoadedThread {
  /** Runs its part of the test, together with the other sides. A state too many for the histogram is an error, never silent. */
  run(args: LitmusArgs, options?: LitmusJobOptions): Promise<LitmusResults>;
  /** This side's part of the histogram of the last run. */
  outcomes(): Promise<Outcome[]>;
  unload(): Promise<void>;
}

export const LITMUS_GROUP = 8;

const NS = 1_000_000_000n;

/** The arguments of job litmus on a side with that tick rate. */
export function litmusJobArgs(
  { area, mode, delay, group = LITMUS_GROUP, preload = false, ...args }: LitmusArgs,
  tickHz: bigint,
): JobArgs<'litmus'> {
  if (!Object.hasOwn(LITMUS_MODE, mode))
    throw new InvalidArgument(`no mode '${mode as string}'`, { fix: `use one of ${Object.keys(LITMUS_MODE).join(', ')}` });
  if (!Number.isSafeInteger(delay) || delay < 0) throw new InvalidArgument(`a delay of ${delay} ns`, { fix: 'give whole nanoseconds' });
  if (delay > 0 && tickHz === 0n) throw new InvalidArgument('a delay on a side whose tick rate is not known', { fix: 'use mode user' });
  const ticks = (BigInt(delay) * tickHz + NS - 1n) / NS;
  return { ...args, group, preload: Number(preload), off: area.off, len: area.len, mode: LITMUS_MODE[mode], delay: ticks };
}

/** Results without the count of lost outcomes, which must be 0. */
export function litmusResults(peer: string, { lost, ...results }: JobResults<'litmus'>): LitmusResults {
  if (lost > 0n)
    throw new InvalidArgument(`the test has more than ${LITMUS_STATES} final states on ${peer}: ${lost} outcomes were not counted`, {
      fix: 'observe fewer registers or locations',
    });
  return results;
}

/** `count first word…` as a side sends it, each a number. */
export function outcomeOf(values: readonly bigint[], malformed: () => AmpHilError): Outcome {
  const [count, first, ...words] = values;
  if (count === undefined || first === undefined || count === 0n || words.length > LITMUS_WORDS || words.some((word) => word >> 32n !== 0n))
    throw malformed();
  return { words: words.map(Number), count, first };
}

export function checkImage(image: Uint8Array): void {
  if (image.length > 0 && image.length <= LITMUS_IMAGE_MAX) return;
  throw new InvalidArgument(`an image of ${image.length} bytes`, { fix: `1 to ${LITMUS_IMAGE_MAX} bytes fit on a side` });
}

export function unloaded(peer: string): InvalidArgument {
  return new InvalidArgument(`the litmus thread is no longer loaded on ${peer}`, { fix: 'load it again' });
}

export function malformedOutcome(peer: string, text: string): ProtocolViolation {
  return new ProtocolViolation(`${peer} gave the outcome '${text.slice(0, 120)}', which is none`, {
    fix: 'load the programs of this checkout',
  });
}
