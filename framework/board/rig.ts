import { alsoFailed } from '../errors/also-failed';
import { BoardUnavailable, Cancelled, ConfigError, type AmpHilError } from '../errors/errors';
import { handoff, type HandoffOptions, type HandoffRun } from '../coherence/handoff';
import { messagePassing, type MessagePassingOptions, type MessagePassingRun } from '../litmus/message-passing';
import type { LitmusTest } from '../litmus/program';
import { litmus } from '../litmus/run/litmus';
import type { LitmusOptions } from '../litmus/run/options';
import type { LitmusRun, PlacementRun } from '../litmus/run/result';
import { bandwidth, type BandwidthOptions, type Measurement } from '../throughput/bandwidth';
import { checkBlocks, type BlockCheck } from '../shm/block-check';
import { checkPattern, type PatternCheck, type PatternCheckOptions } from '../shm/pattern-check';
import { readback, type ReadbackOptions, type ReadbackRun } from '../shm/readback';
import type { JobArgs } from '../peer/jobs';
import { doorbell, type DoorbellOptions, type DoorbellRun } from '../shm/doorbell';
import { LinuxPeer } from '../peer/linux-peer';
import type { PeerIdentity, ShmDevice, ShmPeer } from '../peer/shm-peer';
import type { R5Peer } from '../peer/r5-peer';
import type { Board, ShmDeclaration } from './declaration';
import { acquireLock, lockKey, type BoardLock } from './lock';
import { rigProvenance, type RigProvenance } from './provenance';
import { recover } from './recovery';
import { LOSS_SHOWS_MS, RigSession, type SessionOptions } from './rig-session';
import { Seeds } from './seeds';

export interface Incident {
  what: string;
  action: string;
  ok: boolean;
  detail?: string;
}

export interface RigOptions extends SessionOptions {
  /** Seed of the run; default 1. */
  seed?: number | undefined;
  /** Something went wrong and was dealt with, or not. */
  onIncident?: (incident: Incident) => void;
  /** A litmus test was run in one placement. */
  onLitmus?: (run: PlacementRun) => void;
}

/** A board that is acquired, powered and booted, with its peers open. */
export class Rig {
  readonly board: Board;
  readonly #lock: BoardLock;
  readonly #options: RigOptions;
  readonly #seeds: Seeds;
  /** Aborted by `close`: ends what waits for the board. */
  readonly #stop: AbortController;
  readonly #signal: AbortSignal;
  #session: RigSession;
  #broken: AmpHilError | undefined;
  #recovering: Promise<void> | undefined;
  /** A power cycle that failed and could not be undone. */
  #undoFailed: Error | undefined;
  #closed: Promise<Error | undefined> | undefined;

  private constructor(board: Board, lock: BoardLock, session: RigSession, options: RigOptions, stop: AbortController) {
    this.board = board;
    this.#lock = lock;
    this.#session = session;
    this.#options = options;
    this.#stop = stop;
    this.#signal = signalOf(options, stop);
    this.#seeds = new Seeds(options.seed ?? 1);
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

  /** Process id of a virtual board. */
  get boardPid(): number | undefined {
    return this.#session.pid;
  }

  /** Why the board is no longer usable, if it is not. */
  get broken(): AmpHilError | undefined {
    return this.#broken;
  }

  nextSeed(): number {
    return this.#seeds.next();
  }

  /** Scalar writes by one side, then reads by another. */
  readback(from: string, to: string, options: ReadbackOptions): Promise<ReadbackRun> {
    return readback(this.peer(from).region(), this.peer(to).region(), options);
  }

  /** The job verify on a side; where it finds a mismatch, with what tells the cause. */
  checkPattern(id: string, args: JobArgs<'verify'>, options?: PatternCheckOptions): Promise<PatternCheck> {
    return checkPattern(this.peer(id), args, options);
  }

  /** The job align on a side; where it finds a mismatch, with what tells the cause. */
  checkBlocks(id: string, args: JobArgs<'align'>): Promise<BlockCheck> {
    return checkBlocks(this.peer(id), args);
  }

  handoff(options: HandoffOptions): Promise<HandoffRun> {
    return handoff(this, options);
  }

  messagePassing(options: MessagePassingOptions): Promise<MessagePassingRun> {
    return messagePassing(this, options);
  }

  /** Runs a litmus test on the sides, in every placement or in the one that `map` names, and judges what was seen by the memory model. */
  litmus(test: LitmusTest, options: LitmusOptions): Promise<LitmusRun> {
    return litmus(this, test, options);
  }

  reportLitmus(run: PlacementRun): void {
    this.#options.onLitmus?.(run);
  }

  /** The R5's doorbell: rings counted on Linux, paced with latencies, or as an unpaced burst. */
  doorbell(options: DoorbellOptions): Promise<DoorbellRun> {
    return doorbell(this, options);
  }

  bandwidth(options: BandwidthOptions): Promise<Measurement> {
    return bandwidth(this, options);
  }

  /**
   * After an error that puts the peers' health in doubt: checks each and escalates (restart of the side, then power cycle) until all answer.
   * A board that cannot be brought back is broken from then on.
   */
  recover(): Promise<void> {
    this.#recovering ??= this.#recover().finally(() => (this.#recovering = undefined));
    return this.#recovering;
  }

  async #recover(): Promise<void> {
    if (await this.powerLost()) return;
    if (this.#broken || this.#closed) return;
    try {
      const session = await recover(this.#session, {
        signal: this.#signal,
        reopen: () => this.#reopen(),
        onIncident: (incident) => this.#options.onIncident?.(incident),
      });
      if (session === this.#session) return;
      this.#session = session;
      this.#watch(session);
    } catch (error) {
      this.#broken ??= new BoardUnavailable(`board '${this.board.name}' could not be brought back: ${(error as Error).message}`, {
        cause: error,
      });
    }
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
