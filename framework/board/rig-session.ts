import type { DeployedAgent } from '../agent/deploy';
import { alsoFailed } from '../errors/also-failed';
import { ConfigError, type AmpHilError } from '../errors/errors';
import { withDeadline } from '../link/deadline';
import type { ExecLink } from '../link/exec-link';
import type { LinuxPeer } from '../peer/linux-peer';
import type { R5Peer } from '../peer/r5-peer';
import type { PeerIdentity, ShmDevice, ShmPeer } from '../peer/shm-peer';
import type { MpuRegion } from '../shm/mpu-spans';
import { Consoles } from './consoles';
import type { Board, PeerDeclaration, SerialDeclaration, ShmDeclaration } from './declaration';
import { checkDevice, checkMpu, checkR5 } from './identity-check';
import { linkToLinux, linuxDeclaration, startLinuxPeer, type SideOptions } from './linux-side';
import type { PoweredBoard, PowerDriver } from './power/power';
import { powerDriver } from './power/power-driver';
import { startR5, type R5Side } from './r5-side';
import { TEARDOWN_MS } from './release-times';
import { rpuMode } from './rpu-mode';
import { Teardown } from './teardown';

/** Time within which the end of a virtual board's process is noticed. */
export const LOSS_SHOWS_MS = 300;

export interface SessionOptions extends SideOptions {
  /** Name of the shm device; default: the board's first. */
  shm?: string | undefined;
  /** Seed of the run; default 1. */
  seed?: number | undefined;
  /** Takes a board that is not the declared one as well, and says in `mismatch` what is not: for whoever is to find that out. Default: it is refused. */
  unproven?: boolean | undefined;
  /** The board's supply; default: the driver of the one that it declares. */
  supply?: PowerDriver | undefined;
  /** A line had to be sent again: the link is not clean. */
  onLinkIncident?: (what: string) => void;
  /** A session that could not be opened could not be undone either: the board may still be on. The rejection of `open` tells it too. */
  onUndoFailed?: (error: Error) => void;
}

const POWER_OFF = 'power off';

/** From power-on to power-off: the board's supply, links and peers, with the shm device open on each. */
export class RigSession {
  readonly shm: ShmDeclaration;
  readonly peers = new Map<string, ShmPeer>();
  readonly devices = new Map<string, ShmDevice>();
  readonly identities = new Map<string, PeerIdentity>();
  readonly r5s = new Map<string, R5Peer>();
  /** Coupling of the R5 cores, by peer id. */
  readonly r5Modes = new Map<string, string>();
  /** MPU regions of the R5 cores as read back when the device was open, by peer id. */
  readonly mpus = new Map<string, readonly MpuRegion[]>();
  /** The first thing that a side has otherwise than declared. Nothing may be read or written then. */
  mismatch: AmpHilError | undefined;
  /** Resolves when the power goes although nobody switched it off. Never rejects. */
  readonly lost: Promise<AmpHilError>;
  readonly #board: Board;
  readonly #options: SessionOptions;
  readonly #power: PoweredBoard;
  readonly #teardown: Teardown;
  readonly #r5Sides = new Map<string, R5Side>();
  #link: ExecLink | undefined;
  #linux: LinuxPeer | undefined;
  #agent: DeployedAgent | undefined;

  private constructor(board: Board, shm: ShmDeclaration, power: PoweredBoard, consoles: Consoles, options: SessionOptions) {
    this.#board = board;
    this.shm = shm;
    this.#power = power;
    this.#options = options;
    this.lost = power.lost;
    this.#teardown = new Teardown([
      { name: POWER_OFF, ms: TEARDOWN_MS.power, run: () => power.off().finally(() => consoles.flush()) },
      { name: 'link to linux', ms: TEARDOWN_MS.link, run: async () => this.#link?.close() },
      {
        name: 'agent and consoles',
        ms: TEARDOWN_MS.sides,
        run: () => Promise.all([this.#linux?.close(), ...[...this.#r5Sides.values()].map((side) => side.close())]),
      },
    ]);
  }

  /** Power on → boot → links, agent and firmware → device open → identity checked. On any failure everything is undone, power last. */
  static async open(board: Board, options: SessionOptions): Promise<RigSession> {
    const shm = shmOf(board, options.shm);
    const consoles = new Consoles(options.onConsole);
    const { onProgress } = options;
    const onConsole = (peer: string, text: string): void => consoles.push(peer, text);
    const power = await (options.supply ?? powerDriver(board, options.root)).on({
      onConsole,
      onProgress,
      seed: options.seed,
      signal: options.signal,
    });
    // One failure, or the loss of power, ends what the other steps still wait for.
    const stop = new AbortController();
    void power.lost.then((error) => stop.abort(error));
    const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
    const session = new RigSession(board, shm, power, consoles, { ...options, signal });
    try {
      await session.#start(stop);
      return session;
    } catch (error) {
      const cause = await causeOf(error, power);
      const undone = await session.close();
      if (!undone) throw cause;
      options.onUndoFailed?.(undone);
      throw alsoFailed(cause, undone);
    }
  }

  /** Process id of a virtual board. */
  get pid(): number | undefined {
    return this.#power.pid;
  }

  /** SHA-256 of agent and addon as deployed. */
  get agentHash(): string {
    return this.#agent?.hash ?? '';
  }

  /** The link to the board's Linux. */
  get link(): ExecLink {
    return this.#link as ExecLink;
  }

  /** The project's root. */
  get root(): string {
    return this.#options.root;
  }

  r5Side(id: string): R5Side | undefined {
    return this.#r5Sides.get(id);
  }

  /** Brings back one side without a power cycle: a new agent, or the firmware loaded again. */
  async restart(id: string): Promise<void> {
    const r5 = this.#r5Sides.get(id);
    if (r5) {
      await r5.restart();
      await this.#adopt(id, r5.peer);
    } else {
      await this.#linux?.close();
      await this.#startLinux();
    }
  }

  /** Why a side can be asked nothing any more; undefined while nothing is known to be wrong with any. */
  get lostSide(): AmpHilError | undefined {
    return this.#linux?.failure ?? [...this.#r5Sides.values()].map(({ peer }) => peer.client.failure).find((error) => error !== undefined);
  }

  /** An R5 whose device is closed, or open under other memory flags than it was adopted with: a test that failed did not put it back. */
  hasStrayed(id: string): boolean {
    const r5 = this.r5s.get(id);
    return r5 !== undefined && r5.openDevice?.memFlags !== this.devices.get(id)?.memFlags;
  }

  /** A side that does not answer is not asked to end, which it would be waited for: its agent is ended by force. */
  giveUp(id: string): void {
    if (!this.#r5Sides.has(id)) this.#linux?.kill();
  }

  /** Undoes every step, power last, once; every caller gets the end of that one teardown, with its errors. */
  close(): Promise<Error | undefined> {
    return this.#teardown.run();
  }

  /** Why the power could not be switched off, once the session is closed. */
  get powerOffError(): Error | undefined {
    return this.#teardown.errorOf(POWER_OFF);
  }

  /** How long `close` takes at the most, in ms. */
  get longestTeardown(): number {
    return this.#teardown.longest;
  }

  async #start(stop: AbortController): Promise<void> {
    const [, declared] = linuxDeclaration(this.#board.peers);
    let first: Error | undefined;
    const step = async (work: Promise<unknown>): Promise<void> => {
      try {
        await work;
      } catch (error) {
        first ??= error as Error;
        stop.abort(error);
      }
    };
    const linking = this.#connect(declared);
    // Both sides at once: the agent starts while the firmware is loaded. All are waited for, so that none goes on after the teardown.
    await Promise.all([
      step(linking.then(() => this.#startLinux())),
      ...this.#serialPeers().map(([id, serial]) => step(this.#startR5(id, serial, linking))),
    ]);
    if (first) throw first;
  }

  async #connect(declared: Exclude<PeerDeclaration, SerialDeclaration>): Promise<ExecLink> {
    const link = await linkToLinux(declared, this.#power, this.#options);
    this.#link = link;
    return link;
  }

  async #startLinux(): Promise<void> {
    const [id, declared] = linuxDeclaration(this.#board.peers);
    const { peer, agent } = await startLinuxPeer(this.#link as ExecLink, declared, this.#power.endpoints, {
      ...this.#options,
      emulated: this.#board.emulated,
    });
    this.#linux = peer;
    this.#agent = agent;
    await this.#adopt(id, peer);
  }

  async #startR5(id: string, declared: SerialDeclaration, link: Promise<ExecLink>): Promise<void> {
    const side = await startR5(id, declared, this.#power.endpoints, link, {
      ...this.#options,
      board: this.#board.name,
      onLinkIncident: (what) => this.#options.onLinkIncident?.(what),
    });
    this.#r5Sides.set(id, side);
    this.r5s.set(id, side.peer);
    this.r5Modes.set(id, await rpuMode(this.#board, side.peer));
    await this.#adopt(id, side.peer);
  }

  async #adopt(id: string, peer: ShmPeer): Promise<void> {
    const { bus, name } = this.shm;
    // Each call has a deadline of its own; an interrupt does not wait for it.
    const device = await withDeadline(`open of '${name}' on ${id}`, Infinity, this.#options.signal, peer.open(bus, name));
    const identity = await withDeadline(`identity of ${id}`, Infinity, this.#options.signal, peer.identity());
    this.#prove(() => checkDevice(this.#board, id, this.shm, device));
    this.peers.set(id, peer);
    this.devices.set(id, device);
    this.identities.set(id, identity);
    const r5 = this.#r5Sides.get(id);
    if (!r5) return;
    const mpu = await withDeadline(`MPU regions of ${id}`, Infinity, this.#options.signal, r5.peer.mpuRegions());
    this.#prove(() => checkR5(this.#board, identity, r5.build.buildId));
    this.#prove(() => checkMpu(this.#board, id, this.shm, mpu));
    this.mpus.set(id, mpu);
  }

  #prove(check: () => void): void {
    try {
      check();
    } catch (error) {
      if (this.#options.unproven !== true) throw error;
      this.mismatch ??= error as AmpHilError;
    }
  }

  #serialPeers(): [string, SerialDeclaration][] {
    return Object.entries(this.#board.peers).filter((entry): entry is [string, SerialDeclaration] => entry[1].kind === 'serial');
  }
}

function shmOf(board: Board, name: string | undefined): ShmDeclaration {
  const found = name === undefined ? board.shm[0] : board.shm.find((shm) => shm.name === name);
  if (found) return found;
  throw new ConfigError(`board '${board.name}' declares no shm device '${name ?? ''}'`, {
    fix: `use one of: ${board.shm.map((shm) => shm.name).join(', ')}`,
  });
}

/** A dead board shows first as a broken link; its supply knows the reason, a moment later. */
async function causeOf(error: unknown, power: PoweredBoard): Promise<unknown> {
  // Of a board that is always on nothing else may keep this process alive meanwhile: without this timer it would end here, and say nothing.
  let timer: NodeJS.Timeout | undefined;
  const waited = new Promise<undefined>((resolve) => (timer = setTimeout(resolve, LOSS_SHOWS_MS, undefined)));
  const lost = await Promise.race([power.lost, waited]);
  clearTimeout(timer);
  return lost ?? error;
}
