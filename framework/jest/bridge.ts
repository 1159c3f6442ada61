import type { Board, Capability, ShmDeclaration } from '../board/declaration';
import type { Rig } from '../board/rig';
import type { Profile } from '../record/schema';
import type { Measurement } from '../throughput/bandwidth';
import { ConfigError } from '../errors/errors';

/** What a test file asks of the process it runs in. Test files live in contexts of their own; the rig lives outside of them, once a process. */
export interface Bridge {
  /** The board of this run: `AMP_HIL_BOARD`, else the first that a file's `useRig({ board })` names, else `sim`. */
  readonly board: Board;
  /** The shm device that the file is about: the one that `useRig({ shm })` names, or the board's first. */
  readonly shm: ShmDeclaration;
  readonly profile: Profile;
  readonly seed: number;
  /** Says which board and device the test file is about, while it is read. Throws `ConfigError` when it said otherwise before. */
  request(request: RigRequest): void;
  /** Gives the rig of the request, booting it at the first call. Rejects at once when the board is broken. */
  acquire(): Promise<Rig>;
  /** The rig of an earlier `acquire`; throws `ConfigError` before one. */
  rig(): Rig;
  /** Marks the describe block being declared (or the file): its tests are skipped, visibly, on a board without these. Throws `ConfigError` for an unknown one. */
  need(capabilities: readonly Capability[]): void;
  /** Skips the tests of the describe block being declared (or of the file), visibly, with this reason. */
  skip(reason: string): void;
  /** Appends a measurement to the run's record. One outside its limits fails the test that took it, whether that looks or not. */
  measured(measurement: Measurement): void;
}

export interface RigRequest {
  board?: Board | undefined;
  shm?: string | undefined;
  proves?: 'identity' | undefined;
}

const KEY = '__ampHil';

export function setBridge(global: object, bridge: Bridge): void {
  Object.defineProperty(global, KEY, { value: bridge, enumerable: false, configurable: true });
}

/** Throws `ConfigError` outside the amp-hil Jest environment. */
export function bridge(): Bridge {
  const found = (globalThis as Record<string, unknown>)[KEY];
  if (found === undefined) {
    throw new ConfigError('useRig() outside the amp-hil Jest environment', {
      fix: "run it from suites/, or put '@jest-environment ./framework/jest/environment.ts' at the top of the file",
    });
  }
  return found as Bridge;
}
