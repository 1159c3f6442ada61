import type { Board, Capability } from '../board/declaration';
import type { Rig } from '../board/rig';
import type { Profile } from '../record/schema';
import type { Measurement } from '../throughput/bandwidth';
import { bridge } from './bridge';

export interface UseRigOptions {
  /** Another board than the run's. */
  board?: Board;
  /** Name of the shm device; default: the board's first. */
  shm?: string;
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
  if (options.board) outside.useBoard(options.board);
  if (options.needs) outside.need(options.needs);
  const hook = (globalThis as unknown as { beforeAll: (run: () => Promise<void>, ms: number) => void }).beforeAll;
  hook(async () => {
    await outside.acquire({ shm: options.shm });
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

/** Block sizes in bytes for the run's profile: powers of two from 4 B up, fewer of them in `smoke`. */
export function blockSizes(): number[] {
  if (profile() === 'smoke') return [4, 64, 4096, 65536];
  return [4, 8, 32, 64, 256, 1024, 4096, 16384, 65536, 262144];
}

export function profile(): Profile {
  return bridge().profile;
}

/** A number, or whatever it is, by profile: the first for `smoke`, the second for all others. */
export function scaled<T>(smoke: T, full: T): T {
  return profile() === 'smoke' ? smoke : full;
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
