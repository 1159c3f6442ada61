import { ConfigError, InvalidArgument, RegionClosed } from '../errors/errors';
import { checkU64, checkValue } from '../shm/access-check';
import { isLegalMemFlags } from '../shm/mem-flags';
import type { MpuRegion } from '../shm/mpu-spans';
import type { DeclaredPhysmap } from '../shm/physmap';
import { pageTable, type Translator } from '../shm/translation';
import type { JobArgs, JobName, JobResults } from './jobs';
import { LONGEST_COMMAND, parseFields, parseHex } from './protocol';
import { malformed, R5Caller } from './r5-caller';
import type { R5Client } from './r5-client';
import { R5Device } from './r5-device';
import { r5Error } from './r5-errors';
import { jobLines, jobResults } from './r5-job';
import { R5Thread, uploadLines } from './r5-thread';
import { checkImage } from './loaded-thread';
import type { R5Region } from './r5-region';
import { R5ScratchTable } from './r5-translator';
import type { JobOptions, PeerIdentity, ShmPeer, Width } from './shm-peer';

/** What the guard pages hold, against what was filled in. */
export type GuardCheck = { ok: true } | { ok: false; address: bigint; expected: bigint; got: bigint };

export type R5Mode = 'privileged' | 'user';
export type R5Access = 'read' | 'write' | 'execute';

export interface CommandAnswer {
  ok: boolean;
  /** The result, or `CODE DETAIL`. */
  text: string;
  /** Log lines that came before the answer. */
  log: string[];
}

const JOB_MS = 30_000;
const U32_END = 1n << 32n;

/** The R5 side of the memory, over its serial console. Made when the client has said hello; lasts over restarts of the firmware. */
export class R5Peer implements ShmPeer {
  readonly id: string;
  private readonly r5: R5Caller;
  private device: R5Device | undefined;
  private readonly scratch: R5ScratchTable;

  constructor(readonly client: R5Client) {
    this.id = client.peer;
    this.r5 = new R5Caller(client);
    // A device does not outlive the session that opened it: the firmware may be another since.
    this.scratch = new R5ScratchTable(this.r5);
    client.onSession(() => {
      this.device?.forget();
      this.scratch.forget();
    });
  }

  async identity(): Promise<PeerIdentity> {
    const id = await this.r5.fields('id');
    const greeting = this.client.firmware;
    const midr = Number(id.number('midr'));
    return {
      id: this.id,
      isa: greeting.port === 'posix' ? 'x86-64' : 'armv7-r',
      ...(midr === 0 ? {} : { midr }),
      tickHz: id.number('hz'),
      build: greeting.build,
      facts: {
        port: greeting.port,
        protocol: String(greeting.protocol),
        mpidr: `0x${id.number('mpidr').toString(16)}`,
        device: id.word('name'),
      },
    };
  }

  /** The device that is open on this side now. */
  get openDevice(): R5Device | undefined {
    return this.device;
  }

  async open(bus: string, name: string, options: { memFlags?: number | undefined } = {}): Promise<R5Device> {
    const operation = `open of '${name}' on ${this.id}`;
    const { memFlags } = options;
    checkMemFlags(memFlags);
    if (bus !== 'platform')
      throw new ConfigError(`${operation}: there is no bus '${bus}'`, { fix: "the bus of a shm device is 'platform'" });
    const command = `open ${name}${memFlags === undefined ? '' : ` ${memFlags.toString(16)}`}`;
    // What is no word of a command line cannot be the name of the firmware's device either.
    if (!/^[!-~]+$/.test(name) || command.length > LONGEST_COMMAND) throw await this.noDevice(operation);
    let answer = await this.client.call(command, { operation });
    if (answer.kind === 'err' && answer.text === 'already-open' && !this.device) {
      // An earlier host left it open.
      await this.r5.text('close', { operation });
      answer = await this.client.call(command, { operation });
    }
    if (answer.kind === 'err') {
      throw answer.text === 'no-device' ? await this.noDevice(operation) : r5Error(answer.text, { peer: this.id, operation });
    }
    const opened = this.r5.parse(command, answer.text);
    // What the firmware calls its device, not what it was asked for: the two are compared by whoever opened it.
    const found = {
      bus,
      name: (await this.r5.fields('id')).word('name'),
      base: opened.number('base'),
      size: Number(opened.number('size')),
      flags: Number(opened.number('flags')),
    };
    const device: R5Device = new R5Device(this.r5, found, () => {
      if (this.device === device) this.device = undefined;
    });
    return (this.device = device);
  }

  /**
   * Closes the open device and opens it with other memory flags; without any, with those that the board declares. Its regions are new ones: those
   * of before are closed.
   */
  async reopen(memFlags?: number): Promise<R5Device> {
    if (!this.device) throw this.notOpen();
    checkMemFlags(memFlags);
    const { bus, name } = this.device;
    await this.close();
    return this.open(bus, name, { memFlags });
  }

  region(index = 0): R5Region {
    if (!this.device) throw this.notOpen();
    return this.device.region(index);
  }

  async job<N extends JobName>(name: N, args: JobArgs<N>, options: JobOptions = {}): Promise<JobResults<N>> {
    const { loads, command } = jobLines(name, args);
    this.region().checkOpen();
    const { timeout = JOB_MS, signal, onStarted } = options;
    const operation = `job ${name} on ${this.id}`;
    const answer = await this.client.job(loads, command, { timeout, signal, operation, onStarted });
    if (answer.kind === 'err') throw r5Error(answer.text, { peer: this.id, operation, ms: timeout });
    return jobResults(this.id, name, answer.text);
  }

  /** Line by line, each answered; a thread that was loaded before is gone. */
  async loadThread(image: Uint8Array): Promise<R5Thread> {
    checkImage(image);
    const operation = `load of a litmus thread on ${this.id}`;
    for (const line of uploadLines(image)) await this.r5.text(line, { operation });
    const { tickHz } = await this.identity();
    return new R5Thread(this.r5, tickHz, (args, options) => this.job('litmus', args, options));
  }

  /** The firmware's, and with the prefix `link.` the host's of the same link. */
  async counters(): Promise<Record<string, bigint>> {
    const text = await this.r5.text('counters');
    const counts: Record<string, bigint> = {};
    for (const [key, value] of parseFields(text)) {
      const count = parseHex(value);
      if (count === undefined) throw malformed(this.id, 'counters', text);
      counts[key] = count;
    }
    for (const [key, value] of Object.entries<number>({ ...this.client.counters() })) counts[`link.${key}`] = BigInt(value);
    return counts;
  }

  /** Closes the device, if one is open. The link is its opener's to close. */
  async close(): Promise<void> {
    await this.device?.close();
  }

  /** Translation through a page table of the caller's, computed on the R5 by the code that its regions use; see `Translator`. */
  async translator(table: DeclaredPhysmap): Promise<Translator> {
    return this.scratch.translator(pageTable(table));
  }

  /** One load at any address of the R5: how a fault is provoked on purpose (`PeerFault`). */
  async probe(width: Width, address: bigint): Promise<bigint> {
    checkWidth(width);
    return this.r5.number(`probe ${width} ${checkU64('address', address).toString(16)}`);
  }

  /** One store at any address of the R5. */
  async poke(width: Width, address: bigint, value: bigint | number): Promise<void> {
    checkWidth(width);
    const wide = checkU64('value', value);
    checkValue(width, width === 64 ? wide : Number(wide));
    await this.r5.text(`poke ${width} ${checkU64('address', address).toString(16)} ${wide.toString(16)}`);
  }

  /**
   * One access of 32 bits, privileged or in User mode: how a permission is seen to hold. `execute` calls what lies there as a function and gives what
   * it returns. What the MPU forbids is a `PeerFault`; a side that has no User mode says so (`ConfigError`).
   */
  async attempt(mode: R5Mode, access: 'read' | 'execute', address: bigint): Promise<number>;
  async attempt(mode: R5Mode, access: 'write', address: bigint, value: number): Promise<undefined>;
  async attempt(mode: R5Mode, access: R5Access, address: bigint, value?: number): Promise<number | undefined> {
    const command = `attempt ${mode === 'user' ? 'user' : 'priv'} ${access} ${checkU64('address', address).toString(16)}`;
    const operation = `${mode} ${access} of ${this.id}`;
    if (access !== 'write') return Number(await this.r5.number(command, { operation }));
    checkValue(32, value ?? Number.NaN);
    await this.r5.text(`${command} ${(value as number).toString(16)}`, { operation });
    return undefined;
  }

  /** MPU region `number` as the core reports it. Past the last: `OutOfRange`. */
  async mpuRegion(number: number): Promise<MpuRegion> {
    const region = await this.r5.fields(`mpu ${checkU64('MPU region', number).toString(16)}`);
    return {
      number,
      base: region.number('base'),
      size: region.number('size'),
      access: Number(region.number('access')),
      disabledEighths: Number(region.number('srd')),
      enabled: region.number('enabled') === 1n,
    };
  }

  /** Every MPU region that the core has. */
  async mpuRegions(): Promise<MpuRegion[]> {
    const regions: MpuRegion[] = [];
    for (;;) {
      try {
        regions.push(await this.mpuRegion(regions.length));
      } catch (error) {
        if ((error as { code?: string }).code === 'OutOfRange') return regions;
        throw error;
      }
    }
  }

  /** Fills the no-map guard pages below and above the window; gives their number. */
  async guardFill(seed: bigint | number): Promise<number> {
    return Number((await this.guard('fill', seed)).number('pages'));
  }

  async guardCheck(seed: bigint | number): Promise<GuardCheck> {
    const check = await this.guard('check', seed);
    if (check.number('ok') === 1n) return { ok: true };
    return { ok: false, address: check.number('addr'), expected: check.number('expected'), got: check.number('got') };
  }

  /** Makes the firmware loop with no exit. Resolves when the command is sent: nobody will answer any more. */
  hang(): Promise<void> {
    this.client.post('hang');
    return Promise.resolve();
  }

  /** A command as a person types it. An `err` is no error here. */
  async command(text: string): Promise<CommandAnswer> {
    const log: string[] = [];
    const off = this.client.onLog((line) => log.push(line));
    try {
      const [word, name = ''] = text.trim().split(/\s+/);
      const answer =
        word === 'job'
          ? await this.client.job([], text.trim(), { timeout: JOB_MS, operation: `job ${name} on ${this.id}` })
          : await this.client.call(text.trim());
      return { ok: answer.kind === 'ok', text: answer.text, log };
    } finally {
      off();
    }
  }

  private async guard(what: 'fill' | 'check', seed: bigint | number): ReturnType<R5Caller['fields']> {
    const value = checkU64('seed', seed) % U32_END; // the pattern has 32 bits of it
    return this.r5.fields(`guard ${what} ${value.toString(16)}`, { operation: `guard ${what} on ${this.id}` });
  }

  private notOpen(): RegionClosed {
    return new RegionClosed(`no shm device is open on ${this.id}`, { fix: "open one: peer.open('platform', '3ed80000.shm')" });
  }

  private async noDevice(operation: string): Promise<ConfigError> {
    const has = (await this.r5.fields('id')).word('name');
    return new ConfigError(`${operation}: its firmware has no such device, it has '${has}'`, {
      fix: `use '${has}', or build the firmware of the board that has the other`,
    });
  }
}

function checkMemFlags(flags: number | undefined): void {
  if (flags === undefined || isLegalMemFlags(flags)) return;
  throw new InvalidArgument(`memFlags 0x${flags.toString(16)} is no memory type with an access permission`, {
    fix: 'use e.g. NORM_SHARED_NCACHE | PRIV_RO_USER_RO',
  });
}

function checkWidth(width: number): void {
  if (![8, 16, 32, 64].includes(width))
    throw new InvalidArgument(`no access is ${String(width)} bits wide`, { fix: 'use 8, 16, 32 or 64' });
}
