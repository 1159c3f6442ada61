import { readFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { createMessageConnection, ResponseError, type CancellationToken, type MessageConnection } from 'vscode-jsonrpc/node';
import { InvalidArgument, Timeout } from '../errors/errors';
import { JOBS, type JobName } from '../peer/jobs';
import type { Addon } from './addon';
import { hostFacts } from './host-facts';
import { LineMessageReader, LineMessageWriter } from './line-transport';
import { OpenDevices } from './open-devices';
import { AGENT_PROTOCOL, hex, jobProgress, type AgentCalls, type AgentMethod, type Hex } from './protocol';
import { toWire } from './wire-error';

/** JSON-RPC's own range for errors of the application. The typed error is in `data`. */
const APPLICATION_ERROR = -32000;

/** A handler is the call itself, perhaps later, with the request's cancellation token behind the parameters. */
type Handlers = {
  [M in AgentMethod]: (
    ...args: [...Parameters<AgentCalls[M]>, CancellationToken]
  ) => ReturnType<AgentCalls[M]> | Promise<ReturnType<AgentCalls[M]>>;
};

/** Serves the agent's calls on a pair of streams. `onShutdown` runs after the answer to `shutdown` is written. */
export function serveAgent(addon: Addon, input: Readable, output: Writable, onShutdown: () => void): MessageConnection {
  const devices = new OpenDevices(addon);
  const counters = { calls: 0n, errors: 0n, jobs: 0n, cancelled: 0n };
  const connection = createMessageConnection(new LineMessageReader(input), new LineMessageWriter(output));

  const handlers: Handlers = {
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
    discover: ({ sysfs, dev }) =>
      addon.discover(sysfs, dev).map((device) => ({
        ...device,
        maps: device.maps.map((map) => ({ ...map, addr: hex(map.addr), size: hex(map.size), offset: hex(map.offset) })),
      })),
    open: (bus, name, roots, timeout) => devices.open(bus, name, roots, timeout),
    closeDevice: (device) => {
      devices.closeDevice(device);
      return null;
    },
    closeRegion: (region) => {
      devices.closeRegion(region);
      return null;
    },
    read: (region, width, off, order) => {
      const value = devices.region(region).read(width, off, order);
      return typeof value === 'bigint' ? hex(value) : value;
    },
    write: (region, width, off, value, order) => {
      devices.region(region).write(width, off, typeof value === 'string' ? BigInt(value) : value, order);
      return null;
    },
    blockRead: (region, off, len) => {
      const { buffer, byteOffset, byteLength } = devices.region(region).blockRead(off, len);
      return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
    },
    blockWrite: (region, off, base64) => {
      devices.region(region).blockWrite(off, Buffer.from(base64, 'base64'));
      return null;
    },
    blockSet: (region, off, byte, len) => {
      devices.region(region).blockSet(off, byte, len);
      return null;
    },
    job: async (region, name, args, progress, token) => {
      counters.jobs += 1n;
      const { kind, results } = jobOf(name, args);
      const report = progress === 0 ? undefined : (done: bigint) => void connection.sendProgress(jobProgress, progress, hex(done));
      const started = performance.now();
      const job = devices.region(region).startJob(kind, BigUint64Array.from(args, BigInt), report);
      if (token.isCancellationRequested) job.cancel();
      const subscription = token.onCancellationRequested(() => job.cancel());
      try {
        return [...(await job.promise)].slice(0, results).map(hex);
      } catch (error) {
        if (codeOf(error) === 'Cancelled') counters.cancelled += 1n;
        if (codeOf(error) === 'Timeout') throw stalled(name, performance.now() - started, error);
        throw error;
      } finally {
        subscription.dispose();
      }
    },
    counters: () =>
      Object.fromEntries([...Object.entries(counters), ['maxRssKb', peakMemory()] as const].map(([key, value]) => [key, hex(value)])),
    ping: (text) => text,
    shutdown: () => {
      devices.closeAll();
      setImmediate(onShutdown); // after the answer, which is written in this turn's microtasks
      return null;
    },
  };

  for (const [method, handler] of Object.entries(handlers) as [AgentMethod, (...args: unknown[]) => unknown][]) {
    const failed = (error: unknown): ResponseError<unknown> => {
      counters.errors += 1n;
      const wire = toWire(error);
      return new ResponseError(APPLICATION_ERROR, wire.message, wire);
    };
    connection.onRequest(method, (...args: unknown[]) => {
      counters.calls += 1n;
      try {
        const result = handler(...args);
        return result instanceof Promise ? result.catch(failed) : result;
      } catch (error) {
        return failed(error);
      }
    });
  }
  connection.onClose(() => devices.closeAll());
  connection.listen();
  return connection;
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
    detail: 'the other side did not move within the job’s own limit',
    fix: 'is the other side running its half of the job, with the same control block and seed?',
  });
}

/** Peak resident set in KiB: a leak in the agent shows here. */
function peakMemory(): bigint {
  const line = /^VmHWM:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'));
  return BigInt(line?.[1] ?? 0);
}
