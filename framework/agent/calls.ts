import { readFileSync } from 'node:fs';
import { InvalidArgument, Timeout } from '../errors/errors';
import { JOBS, type JobName } from '../peer/jobs';
import { checkAccess, checkBlock, checkValue } from '../shm/access-check';
import type { Addon, NativeJobOptions, NativeRegion } from './addon';
import { hostFacts } from './host-facts';
import { OpenDevices } from './open-devices';
import { OpenIrqs } from './open-irqs';
import { OpenThreads } from './open-threads';
import { AGENT_PROTOCOL, hex, type AgentCalls, type AgentMethod, type Hex, type WireJobOptions } from './protocol';

/** What a call that takes time is given: the end of patience, and where progress goes. */
export interface CallContext {
  readonly cancelled: () => boolean;
  readonly onCancel: (listener: () => void) => { dispose(): void };
  readonly progress: (token: number, done: bigint) => void;
}

/** Calls that never wait, so that they can be answered where they are read. */
export const IMMEDIATE = [
  'ping',
  'read',
  'write',
  'blockRead',
  'blockWrite',
  'blockSet',
  'translate',
  'translateRegion',
] as const satisfies readonly AgentMethod[];
/** `page_shift` of a region that is one page, in 32 bits: a mapping is linear. */
const ONE_PAGE = 0xffff_ffff;

export type ImmediateMethod = (typeof IMMEDIATE)[number];

type Immediate = { [M in ImmediateMethod]: AgentCalls[M] };
type Others = {
  [M in Exclude<AgentMethod, ImmediateMethod>]: (
    context: CallContext,
    ...args: Parameters<AgentCalls[M]>
  ) => ReturnType<AgentCalls[M]> | Promise<ReturnType<AgentCalls[M]>>;
};

export class AgentState {
  readonly devices: OpenDevices;
  readonly irqs: OpenIrqs;
  readonly threads: OpenThreads;
  readonly counters = { calls: 0, errors: 0, jobs: 0, cancelled: 0 };

  constructor(readonly addon: Addon) {
    this.devices = new OpenDevices(addon);
    this.irqs = new OpenIrqs(addon);
    this.threads = new OpenThreads(addon);
  }

  closeAll(): void {
    this.irqs.closeAll();
    this.devices.closeAll();
    this.threads.unloadAll();
  }
}

/** The accesses of a region. Everything is checked here once more: the host may be of another build. */
export function immediateCalls({ addon, devices }: AgentState): Immediate {
  return {
    ping: (text) => text,
    read: (handle, width, off, order) => {
      const region = devices.region(handle);
      checkAccess(region.size, width, off);
      const value = region.read(width, off, order);
      return typeof value === 'bigint' ? hex(value) : value;
    },
    write: (handle, width, off, wire, order) => {
      const region = devices.region(handle);
      const value = typeof wire === 'string' ? BigInt(wire) : wire;
      checkValue(width, value);
      checkAccess(region.size, width, off);
      region.write(width, off, value, order);
      return null;
    },
    blockRead: (handle, off, len, width) => {
      const region = devices.region(handle);
      checkBlock(region.size, off, len, width);
      const { buffer, byteOffset, byteLength } = region.blockRead(off, len, width);
      return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
    },
    blockWrite: (handle, off, base64, width) => {
      const region = devices.region(handle);
      const bytes = Buffer.from(base64, 'base64');
      checkBlock(region.size, off, bytes.length, width);
      region.blockWrite(off, bytes, width);
      return null;
    },
    blockSet: (handle, off, byte, len, width) => {
      const region = devices.region(handle);
      checkValue(8, byte);
      checkBlock(region.size, off, len, width);
      region.blockSet(off, byte, len, width);
      return null;
    },
    translateRegion: (handle, space, to, value) => {
      const { size, address } = devices.region(handle);
      const base = space === 0 ? devices.physmap(handle) : address;
      return hex(addon.translate(BigUint64Array.of(base), size, ONE_PAGE, to, BigInt(value)));
    },
    translate: (physmap, size, pageShift, to, value) =>
      hex(addon.translate(BigUint64Array.from(physmap, BigInt), size, pageShift, to, BigInt(value))),
  };
}

export function otherCalls(state: AgentState): Others {
  const { addon, devices, irqs, threads, counters } = state;
  return {
    hello: () => ({
      protocol: AGENT_PROTOCOL,
      pid: process.pid,
      node: process.version,
      addon: addon.build,
      isa: addon.isa,
      tickHz: hex(addon.tickHz),
      midr: addon.midr ?? null,
      ...hostFacts(),
    }),
    discover: (_, { sysfs, dev }) =>
      addon.discover(sysfs, dev).map((device) => ({
        ...device,
        maps: device.maps.map((map) => ({ ...map, addr: hex(map.addr), size: hex(map.size), offset: hex(map.offset) })),
      })),
    open: ({ cancelled }, bus, name, roots, timeout, restore) => devices.open(bus, name, roots, { timeout, restore, cancelled }),
    closeDevice: (_, device) => {
      devices.closeDevice(device);
      return null;
    },
    closeRegion: (_, region) => {
      devices.closeRegion(region);
      return null;
    },
    job: (context, region, name, args, progress, options) => runJob(state, context, devices.region(region), name, args, progress, options),
    loadThread: (_, base64) => threads.load(Buffer.from(base64, 'base64')),
    outcomes: (_, thread) =>
      threads
        .get(thread)
        .outcomes()
        .map((outcome) => [...outcome].map(hex)),
    unloadThread: (_, thread) => {
      threads.unload(thread);
      return null;
    },
    openIrq: ({ cancelled }, name, roots, timeout) => irqs.open(name, roots, timeout, cancelled),
    armIrq: (_, irq) => {
      irqs.arm(irq);
      return null;
    },
    waitIrq: (context, irq, ms) => irqs.wait(irq, ms, context),
    closeIrq: (_, irq) => {
      irqs.close(irq);
      return null;
    },
    answerBell: (context, irq, region, args, progress) =>
      irqs.answer(irq, devices.region(region), BigUint64Array.from(args, BigInt), reporter(context, progress), context),
    probeUnaligned: (_, region) => addon.probeUnaligned(devices.region(region)),
    counters: () =>
      Object.fromEntries(Object.entries({ ...counters, maxRssKb: peakMemory() }).map(([key, value]) => [key, hex(BigInt(value))])),
    shutdown: () => {
      state.closeAll();
      return null; // the host closes stdin next, and that is the end
    },
  };
}

async function runJob(
  { counters, threads }: AgentState,
  context: CallContext,
  region: NativeRegion,
  name: string,
  args: readonly Hex[],
  progress: number,
  options: WireJobOptions | null,
): Promise<Hex[]> {
  const { kind, results } = jobOf(name, args);
  const report = reporter(context, progress);
  const started = performance.now();
  const job = region.startJob(kind, BigUint64Array.from(args, BigInt), report, nativeOptions(options, threads));
  counters.jobs++;
  if (context.cancelled()) job.cancel();
  const subscription = context.onCancel(() => job.cancel());
  try {
    return [...(await job.promise)].slice(0, results).map(hex);
  } catch (error) {
    if (codeOf(error) === 'Cancelled') counters.cancelled++;
    if (codeOf(error) === 'Timeout') throw stalled(name, performance.now() - started, error);
    throw error;
  } finally {
    subscription.dispose();
  }
}

function nativeOptions(options: WireJobOptions | null, threads: OpenThreads): NativeJobOptions | undefined {
  if (!options) return undefined;
  const { thread, cpu, realtime } = options;
  return { thread: thread === undefined ? undefined : threads.get(thread), cpu, realtime };
}

function reporter(context: CallContext, token: number): ((done: bigint) => void) | undefined {
  return token === 0 ? undefined : (done) => context.progress(token, done);
}

function jobOf(name: string, args: readonly Hex[]): { kind: number; results: number } {
  if (!Object.hasOwn(JOBS, name)) throw new InvalidArgument(`no job '${name}'`, { fix: `the jobs are: ${Object.keys(JOBS).join(', ')}` });
  const job = JOBS[name as JobName];
  if (args.length !== job.args.length) {
    throw new InvalidArgument(`job ${name} takes ${job.args.length} arguments, not ${args.length}`, {
      fix: `they are: ${job.args.join(', ')}`,
    });
  }
  return { kind: job.kind, results: job.results.length };
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function stalled(name: string, ms: number, cause: unknown): Timeout {
  return new Timeout(`job ${name} on linux`, Math.round(ms), {
    cause,
    detail: "the other side did not move within the job's own limit",
    fix: 'is the other side running its half of the job, with the same control block and seed?',
  });
}

/** Peak resident set in KiB: a leak in the agent shows here. */
function peakMemory(): number {
  const line = /^VmHWM:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'));
  return Number(line?.[1] ?? 0);
}
