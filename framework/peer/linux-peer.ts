import { AgentClient } from '../agent/client';
import { AGENT_PROTOCOL, hex, type AgentHello, type UioRoots, type WireJobOptions, type WireUioDevice } from '../agent/protocol';
import { AlreadyOpen, ProtocolViolation, RegionClosed, type AmpHilError } from '../errors/errors';
import type { ExecLink } from '../link/exec-link';
import type { DeclaredPhysmap } from '../shm/physmap';
import { pageTable, type Translator } from '../shm/translation';
import { packArgs, unpackResults, type JobArgs, type JobName, type JobResults } from './jobs';
import { LinuxDevice } from './linux-device';
import { LinuxIrq } from './linux-irq';
import { LinuxThread } from './linux-thread';
import { checkImage, type LitmusJobOptions } from './loaded-thread';
import type { LinuxRegion } from './linux-region';
import { mappingTypeOf, type MappingType } from './mapping-type';
import { linuxTranslator } from './linux-translator';
import type { JobOptions, PeerIdentity, ShmPeer } from './shm-peer';

export interface LinuxPeerOptions {
  link: ExecLink;
  /** Starts the agent: what `deployAgent` returned. */
  command: readonly string[];
  /** Default: `/sys` and `/dev`. */
  roots?: UioRoots | undefined;
  /** Every line of the agent's stderr. */
  onStderr?: ((line: string) => void) | undefined;
  /** Deadline in ms of the agent's start; a cold emulated core needs several seconds. */
  startTimeout?: number | undefined;
  /** Deadline in ms of any call but a job. */
  callTimeout?: number | undefined;
  /** How long `open` waits for the device node, in ms. */
  nodeTimeout?: number | undefined;
  /** The machine is a model that may not fault where silicon does. */
  emulated?: boolean | undefined;
  /** Litmus threads run under SCHED_FIFO, on a machine with more than one processor. */
  realtime?: boolean | undefined;
  signal?: AbortSignal | undefined;
}

export interface LinuxOpenOptions {
  /** A device that no driver held and that this open bound is unbound again when it is closed. Default: it stays bound, as with libmetal. */
  restore?: boolean;
}

const BOARD_ROOTS: UioRoots = { sysfs: '/sys', dev: '/dev' };
const JOB_TIMEOUT = 30_000;
/** Jobs whose sides race: each has a processor of its own where there is one. */
const RACING: ReadonlySet<JobName> = new Set<JobName>([
  'litmus',
  'sbloop',
  'visibility',
  'neighbours',
  'tearing',
  'increment',
  'pingpong',
  'stream',
]);
/** A cancel takes effect within 200 ms; the rest is for a slow link. */
const CANCEL_GRACE = 2000;

/** The Linux side of the memory, through the agent. */
export class LinuxPeer implements ShmPeer {
  readonly id = 'linux';
  private readonly devices = new Set<LinuxDevice>();
  /** By name; `undefined` while its open is under way: two at once would both find the name free. */
  private readonly irqs = new Map<string, LinuxIrq | undefined>();

  private constructor(
    private readonly agent: AgentClient,
    private readonly hello: AgentHello,
    private readonly roots: UioRoots,
    private readonly callTimeout: number,
    private readonly nodeTimeout: number,
    private readonly emulated: boolean,
    private readonly realtime: boolean,
  ) {}

  static async start(options: LinuxPeerOptions): Promise<LinuxPeer> {
    const {
      link,
      command,
      roots = BOARD_ROOTS,
      onStderr,
      startTimeout = 30_000,
      callTimeout = 10_000,
      nodeTimeout = 5000,
      emulated = false,
      realtime = false,
      signal,
    } = options;
    const agent = new AgentClient(await link.spawn(command, signal), 'linux', onStderr);
    try {
      const hello = await agent.call('hello', [], { timeout: startTimeout, signal, operation: 'start of the agent on linux' });
      if (hello.protocol !== AGENT_PROTOCOL) throw otherProtocol(hello.protocol);
      return new LinuxPeer(agent, hello, roots, callTimeout, nodeTimeout, emulated, realtime);
    } catch (error) {
      await agent.close();
      throw error;
    }
  }

  /** Resolves when the agent has ended, for whatever reason. Never rejects. */
  get ended(): Promise<AmpHilError> {
    return this.agent.ended;
  }

  /** Why the agent has ended, if it has. */
  get failure(): AmpHilError | undefined {
    return this.agent.failure;
  }

  /** Process id of the agent on its machine. */
  get pid(): number {
    return this.hello.pid;
  }

  async identity(): Promise<PeerIdentity> {
    const { isa, midr, tickHz, addon, kernel, node, hostname, facts } = this.hello;
    return {
      id: this.id,
      isa,
      ...(midr === null ? {} : { midr }),
      tickHz: BigInt(tickHz),
      build: addon,
      facts: { kernel, node, hostname, ...facts },
    };
  }

  /** Every UIO device that sysfs shows. */
  discover(): Promise<WireUioDevice[]> {
    return this.agent.call('discover', [this.roots], { timeout: this.callTimeout });
  }

  /**
   * `metal_device_open`: by bus and platform device name. A device that no driver holds is bound to `uio_pdrv_genirq` first; one that another
   * driver holds is refused with `UioError` (`EBUSY`) that names the driver.
   */
  async open(bus: string, name: string, { restore = false }: LinuxOpenOptions = {}): Promise<LinuxDevice> {
    const opened = await this.agent.call('open', [bus, name, this.roots, this.nodeTimeout, restore], {
      timeout: this.nodeTimeout + this.callTimeout,
      operation: `open of '${name}' on linux`,
    });
    const device: LinuxDevice = new LinuxDevice(this.agent, bus, opened, this.callTimeout, {
      irq: () => this.openIrq(name),
      closed: () => this.devices.delete(device),
    });
    this.devices.add(device);
    return device;
  }

  /** The interrupt of a UIO device, which need not be open for its maps. A second open gives `AlreadyOpen`. */
  async openIrq(name: string): Promise<LinuxIrq> {
    if (this.irqs.has(name)) throw new AlreadyOpen(`the interrupt of '${name}' is open on linux already`, { fix: 'close it first' });
    this.irqs.set(name, undefined);
    try {
      const handle = await this.agent.call('openIrq', [name, this.roots, this.nodeTimeout], {
        timeout: this.nodeTimeout + this.callTimeout,
        operation: `open of the interrupt of '${name}' on linux`,
      });
      const irq = new LinuxIrq(this.agent, name, handle, this.callTimeout, () => this.irqs.delete(name));
      this.irqs.set(name, irq);
      return irq;
    } catch (error) {
      this.irqs.delete(name);
      throw error;
    }
  }

  region(index = 0): LinuxRegion {
    const [device] = this.devices;
    if (!device) throw new RegionClosed('no shm device is open on linux', { fix: "open one: peer.open('platform', '3ed80000.shm')" });
    return device.region(index);
  }

  async job<N extends JobName>(name: N, args: JobArgs<N>, options: JobOptions = {}): Promise<JobResults<N>> {
    return this.runJob(name, args, options, RACING.has(name) ? {} : undefined);
  }

  async loadThread(image: Uint8Array): Promise<LinuxThread> {
    checkImage(image);
    const handle = await this.agent.call('loadThread', [Buffer.from(image).toString('base64')], {
      timeout: this.callTimeout,
      operation: 'load of a litmus thread on linux',
    });
    const run = (thread: number, args: JobArgs<'litmus'>, { cpu, ...options }: LitmusJobOptions): Promise<JobResults<'litmus'>> =>
      this.runJob('litmus', args, options, { thread, realtime: this.realtime, ...(cpu === undefined ? {} : { cpu }) });
    return new LinuxThread(this.agent, handle, BigInt(this.hello.tickHz), this.callTimeout, run);
  }

  private async runJob<N extends JobName>(
    name: N,
    args: JobArgs<N>,
    options: JobOptions,
    wireOptions: WireJobOptions | undefined,
  ): Promise<JobResults<N>> {
    const region = this.region();
    region.checkOpen();
    const wireArgs = packArgs(name, args).map(hex);
    const progress = options.onProgress ? this.agent.onProgress(options.onProgress) : undefined;
    try {
      const results = await this.agent.call('job', [region.handle, name, wireArgs, progress?.token ?? 0, wireOptions ?? null], {
        timeout: options.timeout ?? JOB_TIMEOUT,
        signal: options.signal,
        operation: `job ${name} on linux`,
        grace: CANCEL_GRACE,
      });
      return unpackResults(name, results.map(BigInt));
    } finally {
      progress?.dispose();
    }
  }

  /** Translation through a page table of the caller's, computed by the addon with the code that the R5 runs; see `Translator`. */
  async translator(table: DeclaredPhysmap): Promise<Translator> {
    const pages = pageTable(table);
    return linuxTranslator(this.agent, pages, this.callTimeout);
  }

  /**
   * Memory type of the open region's mapping, by a probe in a child process: UG1186's "limited to treating the memory as device memory".
   * `unknown`, with the reason, where no access shows it.
   */
  async mappingType(): Promise<MappingType> {
    const region = this.region();
    region.checkOpen();
    const signal = await this.agent.call('probeUnaligned', [region.handle], { timeout: this.callTimeout });
    return mappingTypeOf(signal, this.hello.isa, this.emulated);
  }

  async counters(): Promise<Record<string, bigint>> {
    const counters = await this.agent.call('counters', [], { timeout: this.callTimeout });
    return Object.fromEntries(Object.entries(counters).map(([name, value]) => [name, BigInt(value)]));
  }

  /** One round trip that does nothing: liveness, and the RPC figure of the bench. */
  async ping(text = ''): Promise<string> {
    return this.agent.call('ping', [text], { timeout: this.callTimeout });
  }

  /** Ends the agent by force, for one that does not answer. `close` is then fast. */
  kill(): void {
    this.agent.kill();
  }

  close(): Promise<void> {
    this.devices.clear();
    this.irqs.clear();
    return this.agent.close();
  }
}

function otherProtocol(got: number): ProtocolViolation {
  return new ProtocolViolation(`the agent speaks protocol ${got}, this host ${AGENT_PROTOCOL}`, {
    fix: 'rebuild the agent: npm run setup',
  });
}
