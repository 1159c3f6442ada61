import { alsoFailed } from '../errors/also-failed';
import { BoardUnavailable, Cancelled, ConfigError, type AmpHilError } from '../errors/errors';
import type { Minute } from '../coherence/endurance/counters';
import type { PlacementRun } from '../litmus/run/result';
import { LinuxPeer } from '../peer/linux-peer';
import type { PeerIdentity, ShmDevice, ShmPeer } from '../peer/shm-peer';
import type { R5Peer } from '../peer/r5-peer';
import type { Board, ShmDeclaration } from './declaration';
import { acquireLock, lockKey, type BoardLock } from './lock';
import { rigProvenance, type RigProvenance } from './provenance';
import { HEALTH_MS, MOST_SETBACKS, recover, SETBACK_MS } from './recovery';
import { RigProcedures } from './rig-procedures';
import { LOSS_SHOWS_MS, RigSession, type SessionOptions } from './rig-session';
import { Seeds } from './seeds';

export interface Incident {
  what: string;
  action: string;
  ok: boolean;
  detail?: string;
}

export interface CountersReport extends Minute {
  /** The procedure. */
  readonly what: string;
}

export interface RigOptions extends SessionOptions {
  /** Something went wrong and was dealt with, or not. */
  onIncident?: (incident: Incident) => void;
  /** A minute of a long procedure is over. */
  onCounters?: (counters: CountersReport) => void;
  /** A litmus test was run in one placement. */
  onLitmus?: (run: PlacementRun) => void;
}

/** A board that is acquired, powered and booted, with its peers open. */
export class Rig extends RigProcedures {
  readonly board: Board;
  /** Of the run: of all its seeds, and of what the faults of a simulator hit. */
  readonly seed: number;
  readonly #lock: BoardLock;
  readonly #options: RigOptions;
  readonly #seeds: Seeds;
  /** Aborted by `close`: ends what waits for the board. */
  readonly #stop: AbortController;
  readonly #signal: AbortSignal;
  #session: RigSession;
  #broken: AmpHilError | undefined;
  #setbacks: { at: number; count: number }[] = [];
  #recovering: Promise<void> | undefined;
  /** A power cycle that failed and could not be undone. */
  #undoFailed: Error | undefined;
  #closed: Promise<Error | undefined> | undefined;

  private constructor(board: Board, lock: BoardLock, session: RigSession, options: RigOptions, stop: AbortController) {
    super();
    this.board = board;
    this.#lock = lock;
    this.#session = session;
    this.#options = options;
    this.#stop = stop;
    this.#signal = signalOf(options, stop);
    this.seed = options.seed ?? 1;
    this.#seeds = new Seeds(this.seed);
    this.#watch(session);
  }

  /** Lock → power → boot → firmware → links → identity. Whatever fails, nothing is left behind: board off, lock free. */
  static async open(board: Board, options: RigOptions): Promise<Rig> {
    const lock = await acquireLock(lockKey(board, options.root), board.name);
    const stop = new AbortController();
    try {
      const session = await RigSession.open(board, { ...options, signal: signalOf(options, stop) });
      return new Rig(board, lock, session, options, stop);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** Ids of the peers, in the order of the declaration. */
  get peerIds(): string[] {
    return Object.keys(this.board.peers);
  }

  /** Throws `ConfigError` for an id that the board does not declare. */
  peer(id: string): ShmPeer {
    if (this.#broken) throw this.#broken;
    const peer = this.#session.peers.get(id);
    if (!peer) throw new ConfigError(`board '${this.board.name}' has no peer '${id}'`, { fix: `use one of: ${this.peerIds.join(', ')}` });
    return peer;
  }

  /** An R5 peer, with what only an R5 has: MPU, guard pages, provoked faults. */
  r5(id = 'r5'): R5Peer {
    this.peer(id);
    const r5 = this.#session.r5s.get(id);
    if (!r5)
      throw new ConfigError(`peer '${id}' of board '${this.board.name}' is not an R5`, {
        fix: `use one of: ${[...this.#session.r5s.keys()].join(', ')}`,
      });
    return r5;
  }

  /** The Linux peer, with what only Linux has: interrupts, binding, discovery. */
  linux(): LinuxPeer {
    if (this.#broken) throw this.#broken;
    for (const peer of this.#session.peers.values()) if (peer instanceof LinuxPeer) return peer;
    throw new ConfigError(`board '${this.board.name}' has no Linux peer`, { fix: 'add linux: ssh({ … }) or linux: local() to peers' });
  }

  /** What the side said of itself when the rig was opened. */
  identity(id: string): PeerIdentity {
    this.peer(id);
    return this.#session.identities.get(id) as PeerIdentity;
  }

  /** The shm device that the rig opened on a peer; on an R5 that opened it anew since, that one. */
  device(id: string): ShmDevice {
    this.peer(id);
    const reopened = this.#session.r5s.get(id)?.openDevice;
    if (reopened) return reopened;
    return this.#session.devices.get(id) as ShmDevice;
  }

  /** Build id of the firmware that was loaded on an R5 peer. */
  firmwareBuild(id: string): string {
    this.r5(id);
    return this.#session.r5Side(id)?.build.buildId ?? '';
  }

  /** What the run's record says of the board, as found at acquisition. */
  provenance(): RigProvenance {
    return rigProvenance(this.board, this.#session);
  }

  /** The declaration of the shm device in use. */
  get shm(): ShmDeclaration {
    return this.#session.shm;
  }

  /** What the board has otherwise than declared, of one that was opened `unproven`. */
  get mismatch(): AmpHilError | undefined {
    return this.#session.mismatch;
  }

  /** Process id of a virtual board. */
  get boardPid(): number | undefined {
    return this.#session.pid;
  }

  /** Why a side can be asked nothing any more, before `recover` brings it back: an assertion that failed meanwhile says nothing of the memory. */
  get lostSide(): AmpHilError | undefined {
    return this.#session.lostSide;
  }

  /** Why the board is no longer usable, if it is not. */
  get broken(): AmpHilError | undefined {
    return this.#broken;
  }

  nextSeed(): number {
    return this.#seeds.next();
  }

  /** What was done in a minute of a long procedure. */
  reportCounters(counters: CountersReport): void {
    this.#options.onCounters?.(counters);
  }

  /** A line for whoever waits. */
  reportProgress(text: string): void {
    this.#options.onProgress?.(text);
  }

  reportLitmus(run: PlacementRun): void {
    this.#options.onLitmus?.(run);
  }

  /**
   * After an error that puts the peers' health in doubt: checks each and escalates (restart of the side, then power cycle) until all answer.
   * A board that cannot be brought back, or had to be too often, is broken from then on. `reason`: that error, for the one who reads why.
   */
  recover(reason?: string): Promise<void> {
    this.#recovering ??= this.#recover(reason).finally(() => (this.#recovering = undefined));
    return this.#recovering;
  }

  async #recover(reason: string | undefined): Promise<void> {
    if (await this.powerLost()) return;
    if (this.#broken || this.#closed) return;
    try {
      const session = await recover(this.#session, {
        signal: this.#signal,
        reopen: () => this.#reopen(),
        onIncident: (incident) => this.#options.onIncident?.(incident),
        healthMs: this.board.power.kind === 'simulator' ? HEALTH_MS.simulator : HEALTH_MS.other,
        spend: (setbacks) => this.#spend(setbacks),
      });
      if (session === this.#session) return;
      this.#session = session;
      this.#watch(session);
    } catch (error) {
      const why = reason === undefined ? '' : `; what it failed with: ${reason}`;
      this.#broken ??= new BoardUnavailable(`board '${this.board.name}' could not be brought back: ${(error as Error).message}${why}`, {
        cause: error,
      });
    }
  }

  #spend(setbacks: number): void {
    const now = performance.now();
    this.#setbacks = [...this.#setbacks.filter(({ at }) => now - at < SETBACK_MS), { at: now, count: setbacks }];
    if (this.#setbacks.reduce((sum, { count }) => sum + count, 0) < MOST_SETBACKS) return;
    const detail = 'it failed again after it had been brought back before';
    this.#options.onIncident?.({ what: 'board-given-up', action: 'none', ok: false, detail });
    throw new BoardUnavailable(detail);
  }

  async #reopen(): Promise<RigSession> {
    if (this.#broken) throw this.#broken;
    if (this.#signal.aborted) throw new Cancelled(`power cycle of board '${this.board.name}'`, { cause: this.#signal.reason });
    return RigSession.open(this.board, {
      ...this.#options,
      signal: this.#signal,
      onUndoFailed: (error) => (this.#undoFailed = error),
    });
  }

  /**
   * Power off and lock free, whatever state the board is in, and whatever is going on: a recovery under way is ended first. Idempotent, every caller
   * waits for the same end; resolves to the errors of the teardown, the first of them in front.
   */
  close(): Promise<Error | undefined> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<Error | undefined> {
    this.#stop.abort(new Cancelled(`the use of board '${this.board.name}' (it is being released)`));
    try {
      // Never rejects. It may be about to bring a session that only it knows of: the lock must not be free before that one is closed.
      await this.#recovering;
      const error = await this.#session.close();
      return error && this.#undoFailed ? alsoFailed(error, this.#undoFailed) : (error ?? this.#undoFailed);
    } finally {
      await this.#lock.release();
    }
  }

  /** After an error of a link: true when the power has gone, which is noticed a moment after the links break. `broken` then says how. */
  async powerLost(): Promise<boolean> {
    // Known to be broken, nothing is waited for: each of the board's remaining tests would.
    if (this.#broken) return true;
    let timer: NodeJS.Timeout | undefined;
    const waited = new Promise<false>((resolve) => (timer = setTimeout(resolve, LOSS_SHOWS_MS, false)));
    const lost = await Promise.race([this.#session.lost.then(() => true), waited]);
    clearTimeout(timer);
    return lost && this.#broken !== undefined;
  }

  #watch(session: RigSession): void {
    void session.lost.then((error) => {
      if (session !== this.#session || this.#closed || this.#broken) return;
      this.#broken = error;
      this.#options.onIncident?.({ what: 'power-lost', action: 'none', ok: false, detail: error.message });
    });
  }
}

function signalOf({ signal }: RigOptions, stop: AbortController): AbortSignal {
  return signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
}
