import type { Board, Capability } from '../board/declaration';
import type { Rig } from '../board/rig';
import { ConfigError } from '../errors/errors';
import type { Profile } from '../record/schema';
import type { Measurement } from '../throughput/bandwidth';
import { fittingSizes } from './block-sizes';
import { shuffledBy } from './shuffled';
import { bridge } from './bridge';

export interface UseRigOptions {
  /**
   * The board, where `AMP_HIL_BOARD` names none; another one than the run's is an error. A file has one board and one shm device: all its rigs are
   * the same one.
   */
  board?: Board;
  /** Name of the shm device; default: the board's first. */
  shm?: string;
  /**
   * The file finds out whether the board is the declared one, and so gets the rig of any. All others get that of the declared board only: nothing may be
   * read or written on another.
   */
  proves?: 'identity';
  /** Capabilities that the tests of this file (or of the describe block that calls) need; without them they are visibly skipped. */
  needs?: readonly Capability[];
}

/** Long enough for a cold boot and one power cycle on a loaded machine; each step inside has its own, shorter deadline. */
const ACQUIRE_MS = 240_000;

/**
 * The rig of the board under test, for use inside tests. May be called at the top of a file or of a describe block; the rig is booted before the
 * first test that needs it and kept for the files that follow. Used before its tests run, it throws `ConfigError`.
 */
export function useRig(options: UseRigOptions = {}): Rig {
  const outside = bridge();
  outside.request(options);
  if (options.needs) outside.need(options.needs);
  const hook = (globalThis as unknown as { beforeAll: (run: () => Promise<void>, ms: number) => void }).beforeAll;
  hook(async () => {
    await outside.acquire();
  }, ACQUIRE_MS);
  return new Proxy({} as Rig, {
    get(_, key) {
      const rig = outside.rig();
      const value: unknown = Reflect.get(rig, key, rig);
      return typeof value === 'function' ? (value.bind(rig) as unknown) : value;
    },
  });
}

/** Every ordered pair of the board's peers, as `[from, to]`. */
export function directions(): [string, string][] {
  const ids = peerIds();
  return ids.flatMap((from) => ids.filter((to) => to !== from).map((to): [string, string] => [from, to]));
}

/** Ids of the board's peers. */
export function peerIds(): string[] {
  return Object.keys(bridge().board.peers);
}

/** Block sizes in bytes for the run's profile: powers of two from 4 B up that fit in the shm device, fewer of them in `smoke`. */
export function blockSizes(): number[] {
  return fittingSizes(profile(), bridge().shm);
}

/** Skips the tests of the describe block that calls (or of the file), visibly, with a reason that the board's declaration gives. */
export function skipBlock(reason: string): void {
  bridge().skip(reason);
}

export function profile(): Profile {
  return bridge().profile;
}

/** A number, or whatever it is, by profile: the first for `smoke`, the second for all others. */
export function scaled<T>(smoke: T, full: T): T {
  return profile() === 'smoke' ? smoke : full;
}

const ENDURANCE_SECONDS: Readonly<Record<Profile, number>> = { smoke: 3, qualify: 20, nightly: 1800, characterise: 20 };

/** How long the suite of endurance goes on: `AMP_HIL_ENDURANCE_SECONDS`, else by profile. Throws `ConfigError` for what is no time. */
export function enduranceSeconds(): number {
  const given = process.env['AMP_HIL_ENDURANCE_SECONDS'];
  if (given === undefined || given === '') return ENDURANCE_SECONDS[profile()];
  const seconds = Number(given);
  if (Number.isFinite(seconds) && seconds > 0) return seconds;
  throw new ConfigError(`AMP_HIL_ENDURANCE_SECONDS is '${given}'`, { fix: 'give a number of seconds above 0' });
}

/** Seed of the run, which the record has: what is drawn while a file is read comes from it. */
export function runSeed(): number {
  return bridge().seed;
}

/** In an order that the run's seed draws: what drifts while a suite goes on then lies on no one of its points. */
export function shuffled<T>(list: readonly T[]): T[] {
  return shuffledBy(runSeed(), list);
}

/** The declaration of the board under test. */
export function board(): Board {
  return bridge().board;
}

/** Puts a measurement into the run's record and gives it back. */
export function measured(measurement: Measurement): Measurement {
  bridge().measured(measurement);
  return measurement;
}
