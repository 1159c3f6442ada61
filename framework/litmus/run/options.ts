import { ConfigError, InvalidArgument } from '../../errors/errors';
import { checkCount } from '../../coherence/control-block';
import type { Placement } from './placement';
import { LITMUS_MODE, type LitmusMode } from '../../peer/loaded-thread';

export const MODES = Object.keys(LITMUS_MODE) as readonly LitmusMode[];
export const LAYOUTS = ['apart', 'same-line'] as const;
export const DOMAINS = ['amp', 'inner'] as const;

export interface LitmusOptions {
  /** Outcomes to gather in each placement. */
  iterations: number;
  /** The peer of each thread, `P0=linux,P1=r5` or `['linux', 'r5']`; absent: every placement. */
  map?: string | Placement;
  /** `amp`, the default: barriers of the inner-shareable domain order nothing between the sides. `inner`: they do, as herd7 has it. */
  domain?: (typeof DOMAINS)[number];
  /** Machine code broken on purpose: `swap-stores@r5,drop-barriers`. */
  mutate?: string;
  /** An erratum that the board declares and this test shows: what it finds is known. */
  erratum?: string;
  /** How the threads of an iteration meet; default: what suits the sides, `defaultMeeting`. */
  mode?: LitmusMode;
  /** Iterations to one meeting, a power of two; default: what suits the sides. */
  group?: number;
  /** Most turns of random delay before each thread; default 0. */
  skew?: number;
  /** Of mode `timebase`: ns from the rendezvous to the start; default 0. */
  delay?: number;
  /** Locations in cache lines of their own (`apart`, the default) or in the same one. */
  layout?: (typeof LAYOUTS)[number];
  /** Bytes from one iteration's cell to the next, a power of two from 16 to 4096; default: what the locations need. */
  stride?: number;
  /** Processor of Linux that runs its thread; default: the last one. */
  cpu?: number;
  /** Replays cells and skews of an earlier run; default: the next of the rig's seeds, another one for each placement. */
  seed?: number;
  /** Deadline of each placement in ms. */
  timeout?: number;
  signal?: AbortSignal;
  /** Iterations done so far of the placement that runs. */
  onProgress?: (map: string, done: number) => void;
}

export type CheckedOptions = Required<
  Pick<LitmusOptions, 'iterations' | 'domain' | 'mode' | 'group' | 'skew' | 'delay' | 'layout' | 'timeout'>
> & { preload: boolean };

/** How threads meet. */
export interface Meeting extends Pick<CheckedOptions, 'mode' | 'group'> {
  /** Every side loads all cells once they are initialised, and a group's once more before its meeting. */
  preload: boolean;
}

/**
 * What shows most weak outcomes a second on sides of these ISAs, measured. On x86-64 the fence after the one-way word is dear enough to hold one side back
 * until the other has seen it, and groups are long enough for stores to pile up; elsewhere both announce themselves and wait for each other. An emulated Arm
 * board's memory is the host's, and cached: its cells are loaded before. A real board's window is not, and reading it ahead would only cost.
 */
export function defaultMeeting(isas: readonly string[], emulated: boolean): Meeting {
  if (isas.every((isa) => isa === 'x86-64')) return { mode: 'userfence', group: 32, preload: false };
  return { mode: 'timebase', group: 8, preload: emulated };
}

/** A slow board under load still does this many iterations in a second. */
const SLOWEST = 20_000;
const MOST = 0x7fff_ffff;

/** Throws a typed error that names the option, its value and what is allowed. */
export function checkOptions(options: LitmusOptions, isas: readonly string[], emulated: boolean): CheckedOptions {
  const { mode, group, preload } = defaultMeeting(isas, emulated);
  const { iterations, skew = 0, delay = 0, stride, cpu } = options;
  if (stride !== undefined && !(isPower(stride) && stride >= 16 && stride <= 4096))
    throw new InvalidArgument(`stride is ${stride}: a power of two from 16 to 4096 is needed`);
  if (cpu !== undefined) whole('cpu', cpu);
  checkCount('iterations', iterations);
  atMost('iterations', iterations, MOST);
  whole('skew', skew);
  whole('delay', delay);
  return {
    iterations,
    skew,
    delay,
    domain: oneOf('domain', options.domain ?? 'amp', DOMAINS),
    mode: oneOf('mode', options.mode ?? mode, MODES),
    preload,
    group: power(options.group ?? (options.mode === undefined ? group : 1)),
    layout: oneOf('layout', options.layout ?? 'apart', LAYOUTS),
    timeout: options.timeout ?? 30_000 + (iterations / SLOWEST) * 1000,
  };
}

function isPower(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && (value & (value - 1)) === 0;
}

function power(group: number): number {
  if (isPower(group) && group <= 64) return group;
  throw new InvalidArgument(`group is ${group}: a power of two from 1 to 64 is needed`);
}

function whole(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgument(`${name} is ${value}: a whole number from 0 up is needed`);
  atMost(name, value, 0xffff);
}

function atMost(name: string, value: number, most: number): void {
  if (value > most) throw new InvalidArgument(`${name} is ${value}: at most ${most} is possible`);
}

function oneOf<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  if ((allowed as readonly string[]).includes(value)) return value as T;
  throw new ConfigError(`${name} '${value}' is unknown`, { fix: `use one of: ${allowed.join(', ')}` });
}
