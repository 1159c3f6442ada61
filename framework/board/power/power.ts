import type { AmpHilError } from '../../errors/errors';

/** Where a powered board's sides are reached, for boards whose ports are known only then. */
export interface Endpoints {
  ssh?: { host: string; port: number };
  /** Serial device by peer id. */
  serial?: Readonly<Record<string, string>>;
  /** Roots of a UIO-shaped tree on this machine, for `local` peers: `/sys` and `/dev`, or a simulator's own. */
  local?: { sysfs: string; dev: string };
  /** What the agent loads in place of the addon. */
  addon?: string | undefined;
}

export interface PowerOnOptions {
  /** Console text of a side as it comes, not split into lines; `peer` is its id. */
  onConsole: (peer: string, text: string) => void;
  /** One line a step, for the person who waits. */
  onProgress: (text: string) => void;
  /** Seed of the run: what a simulator's faults draw from. */
  seed?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** A board whose power is on. */
export interface PoweredBoard {
  readonly endpoints: Endpoints;
  /** The process that is the board, for virtual ones. */
  readonly pid: number | undefined;
  /** Resolves when the power goes although nobody called `off`: QEMU killed, simulator crashed. Never rejects. */
  readonly lost: Promise<AmpHilError>;
  /**
   * For boards that can tell: resolves when Linux listens for ssh, never rejects. Nobody should knock before: QEMU's user network keeps early
   * connections until the guest answers, and may then close a later, good one in their place.
   */
  readonly listening?: Promise<void>;
  /** Power off; idempotent, never throws for a board that is off already. */
  off(): Promise<void>;
}

export interface PowerDriver {
  /** Resolves when the supply is on (not when Linux is up). Rejects with `BoardUnavailable` or `Cancelled` and leaves nothing behind. */
  on(options: PowerOnOptions): Promise<PoweredBoard>;
}
