import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sim from '../../boards/sim/board';
import { bundleAgent } from '../agent/bundle';
import { makeSimulatorTree, removeSimulatorTree, type SimulatorTree } from '../board/power/simulator-tree';
import { LocalLink } from '../link/local';
import { BARRIER, MAINTENANCE, PATTERN, type JobArgs } from './jobs';
import { LinuxPeer } from './linux-peer';
import type { ShmDevice } from './shm-peer';

const ROOT = join(__dirname, '../..');
const NAME = '3ed80000.shm';
const folder = mkdtempSync(join(tmpdir(), 'amp-hil-peer-'));
const agent = join(folder, 'agent.cjs');
const addon = join(ROOT, 'build/addon', process.arch, 'amp_hil.node');

let tree: SimulatorTree;
let link: LocalLink;
let peer: LinuxPeer;
let stderr: string[];

beforeAll(async () => {
  await bundleAgent(ROOT, agent);
});
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(async () => {
  tree = makeSimulatorTree(sim);
  link = new LocalLink();
  stderr = [];
  peer = await LinuxPeer.start({
    link,
    command: [process.execPath, agent, addon],
    roots: tree,
    onStderr: (line) => stderr.push(line),
    nodeTimeout: 100,
  });
});
afterEach(async () => {
  await peer.close();
  await link.close();
  removeSimulatorTree(tree);
});

const open = (): Promise<ShmDevice> => peer.open('platform', NAME);
/** The consumer of a hand-off whose producer never comes: it waits until the job's own limit. */
const lonely: JobArgs<'handoff'> = {
  role: 1,
  ctl: 0,
  off: 0x1000,
  len: 0x1000,
  rounds: 1000,
  seed: 7,
  pattern: PATTERN.random,
  barrier: BARRIER.sy,
  maintenance: MAINTENANCE.none,
  patience: 0,
  run: 1,
};
const elapsed = async (work: Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work;
  return performance.now() - start;
};

describe('the Linux peer on this machine', () => {
  test('says who it is, with the facts that the record wants', async () => {
    const identity = await peer.identity();
    expect(identity).toMatchObject({ id: 'linux', build: expect.stringMatching(/./), facts: { node: process.version } });
    expect(identity.tickHz).toBeGreaterThan(0n);
    expect(Object.keys(identity.facts)).toEqual(expect.arrayContaining(['kernel', 'hostname', 'cpus']));
  });

  test('answers calls that were sent at once, one by one', async () => {
    const calls = [peer.counters(), peer.discover(), peer.ping('x'), peer.counters(), peer.identity(), peer.discover()];
    expect(await Promise.all(calls)).toHaveLength(calls.length);
  });

  test('opens a device and translates its addresses both ways', async () => {
    const device = await open();
    const region = device.region(0);
    expect(region).toMatchObject({ size: 0x800000, physmap: 0x3ed80000n });
    expect(await region.phys(0x7fffff)).toBe(0x3f57ffffn);
    expect(await region.physToOffset(0x3ed80100n)).toBe(0x100);
    expect(await region.virtToOffset(await region.virt(0x1234))).toBe(0x1234);
    await expect(region.physToOffset(0x3f580000n)).rejects.toMatchObject({ code: 'OutOfRange' });
    await expect(region.phys(0x800000)).rejects.toMatchObject({ code: 'OutOfRange' });
  });

  test('has its addresses from the agent, which computes them', async () => {
    const region = (await open()).region(0);
    const [first, physical] = [await region.virt(0), await region.phys(0)];
    await expect(region.virtToOffset(first - 1n)).rejects.toMatchObject({ code: 'OutOfRange' });
    await expect(region.virtToOffset(first + 0x800000n)).rejects.toMatchObject({ code: 'OutOfRange' });
    expect(first).not.toBe(physical);
    await peer.close();
    for (const ask of [region.phys(0), region.virt(0), region.physToOffset(physical), region.virtToOffset(first)])
      await expect(ask).rejects.toMatchObject({ code: 'LinkClosed' });
  });

  test('reads back what it wrote, in every width and as a block', async () => {
    const region = (await open()).region(0);
    await region.write64(0x100, 0x1122334455667788n);
    expect(await region.read64(0x100)).toBe(0x1122334455667788n);
    expect(await region.read32(0x104, 'acquire')).toBe(0x11223344);
    expect(await region.read16(0x100, 'relaxed')).toBe(0x7788);
    await region.write8(0x101, 0xab, 'release');
    expect(await region.read8(0x101)).toBe(0xab);
    const block = Uint8Array.from({ length: 0x300001 }, (_, i) => (i * 7) & 0xff);
    await region.blockWrite(0x203, block);
    expect(Buffer.compare(await region.blockRead(0x203, block.length), block)).toBe(0);
    await region.blockSet(0x203, 0x5a, 3);
    expect([...(await region.blockRead(0x202, 5))]).toEqual([0, 0x5a, 0x5a, 0x5a, block[3]]);
  });

  test('writes the block that it was given, whatever its caller does with the buffer meanwhile', async () => {
    const region = (await open()).region(0);
    const block = new Uint8Array(0x200001).fill(0x5a);
    const written = region.blockWrite(0, block);
    block.fill(0xa5);
    await written;
    expect(Buffer.compare(await region.blockRead(0, block.length), Buffer.alloc(block.length, 0x5a))).toBe(0);
  });

  test('runs a job with progress and counts it', async () => {
    await open();
    const args = { pattern: PATTERN.random, seed: 7, off: 0, len: 0x800000, width: 64 };
    const progress: bigint[] = [];
    expect(await peer.job('fill', args)).toMatchObject({ bytes: 0x800000n });
    expect(await peer.job('verify', args)).toMatchObject({ bytes: 0x800000n, mismatches: 0n });
    await peer.region().write32(0x40, 0);
    expect(await peer.job('verify', { ...args, width: 32 }, { onProgress: (done) => progress.push(done) })).toMatchObject({
      mismatches: 1n,
      firstOff: 0x40n,
    });
    expect(progress.every((done) => done <= 0x800000n)).toBe(true);
    expect(await peer.counters()).toMatchObject({ jobs: 3n, cancelled: 0n });
  });

  test('answers other calls while a job runs', async () => {
    await open();
    const abort = new AbortController();
    const job = peer.job('handoff', lonely, { signal: abort.signal });
    const ended = expect(job).rejects.toMatchObject({ code: 'Cancelled' });
    expect(await peer.region().read32(0x2000)).toBe(0);
    expect(await peer.identity()).toMatchObject({ id: 'linux' });
    abort.abort();
    await ended;
  });

  test('ends a job within 200 ms of its cancellation, and the agent is free again', async () => {
    await open();
    const abort = new AbortController();
    const started = peer.job('handoff', lonely, { signal: abort.signal });
    const ended = expect(started).rejects.toMatchObject({ code: 'Cancelled', message: expect.stringContaining('job handoff on linux') });
    while ((await peer.counters()).jobs === 0n);
    abort.abort();
    expect(await elapsed(ended)).toBeLessThan(200);
    expect(await peer.counters()).toMatchObject({ cancelled: 1n });
  });

  test('cancels a job whose deadline passes and names it', async () => {
    await open();
    await expect(peer.job('handoff', lonely, { timeout: 50 })).rejects.toMatchObject({
      code: 'Timeout',
      operation: 'job handoff on linux',
      ms: 50,
    });
    expect(await peer.counters()).toMatchObject({ cancelled: 1n });
  });

  test('passes typed errors of the agent on', async () => {
    await open();
    await expect(open()).rejects.toMatchObject({ code: 'AlreadyOpen', fix: expect.stringContaining('close it first') });
    await expect(peer.open('pci', NAME)).rejects.toMatchObject({ code: 'InvalidArgument' });
    await expect(peer.open('platform', '3ed20000.shm')).rejects.toMatchObject({
      code: 'UioError',
      errno: 'ENODEV',
      message: expect.stringContaining(`there are: ${NAME}`),
    });
    await expect(peer.job('fill', { pattern: 0, seed: 0, off: 0x800000, len: 64, width: 8 })).rejects.toMatchObject({ code: 'OutOfRange' });
  });

  test('says so when the device node does not appear', async () => {
    rmSync(tree.window);
    await expect(open()).rejects.toMatchObject({
      code: 'UioError',
      errno: 'ENOENT',
      path: tree.window,
      fix: expect.stringContaining('devtmpfs'),
    });
  });

  test('refuses wrong accesses and closed regions without touching the agent', async () => {
    const device = await open();
    const region = device.region(0);
    const before = (await peer.counters()).calls;
    await expect(region.read32(2)).rejects.toMatchObject({ code: 'Misaligned' });
    await expect(region.read32(0x7ffffe)).rejects.toMatchObject({ code: 'OutOfRange' });
    await expect(region.write8(0, 256)).rejects.toMatchObject({ code: 'InvalidArgument' });
    await expect(region.blockRead(0x7fffff, 2)).rejects.toMatchObject({ code: 'OutOfRange' });
    expect((await peer.counters()).calls).toBe((before ?? 0n) + 1n);
    await device.close();
    await expect(region.read8(0)).rejects.toMatchObject({ code: 'RegionClosed' });
    expect(() => peer.region()).toThrow(expect.objectContaining({ code: 'RegionClosed' }));
    expect(await (await open()).region(0).read8(0)).toBe(0);
  });
});

describe('an agent that ends in the middle of a call', () => {
  test('of SIGBUS is a PeerFault with the address, and later calls say that it has ended', async () => {
    const region = (await open()).region(0);
    truncateSync(tree.window, 0x1000);
    const fault = { code: 'PeerFault', detail: { side: 'linux', kind: 'SIGBUS', address: await region.virt(0x2000) } };
    const results = await Promise.allSettled([region.read32(0x2000), region.read32(0x2000), peer.counters()]);
    for (const result of results) expect(result).toMatchObject({ status: 'rejected', reason: fault });
    expect(await peer.ended).toMatchObject(fault);
    expect(stderr.join()).toMatch(/amp-hil-fault signal=SIGBUS/);
    await expect(region.read32(0)).rejects.toMatchObject({ code: 'LinkClosed', cause: fault });
  });

  test('of SIGBUS inside a job is a PeerFault too', async () => {
    await open();
    truncateSync(tree.window, 0x1000);
    const job = peer.job('fill', { pattern: 0, seed: 0, off: 0, len: 0x800000, width: 64 });
    await expect(job).rejects.toMatchObject({ code: 'PeerFault', detail: { kind: 'SIGBUS' } });
  });

  test('by kill -9 is a PeerFault that names the signal, for every call in flight', async () => {
    await open();
    const calls = [peer.job('handoff', lonely), peer.job('handoff', lonely), peer.counters()];
    while ((await peer.counters()).jobs !== 2n);
    process.kill(peer.pid, 'SIGKILL');
    const [first, second, third] = await Promise.allSettled(calls);
    for (const result of [first, second]) {
      expect(result).toMatchObject({
        status: 'rejected',
        reason: { code: 'PeerFault', message: expect.stringContaining('SIGKILL'), detail: { kind: 'exit' } },
      });
    }
    expect(third).toMatchObject({ status: 'fulfilled' });
  });

  test('leaves no process behind when the link is closed without its peer', async () => {
    await open();
    const job = expect(peer.job('handoff', lonely)).rejects.toMatchObject({ code: expect.stringMatching(/PeerFault|LinkClosed/) });
    while ((await peer.counters()).jobs === 0n);
    await link.close();
    await job;
    expect(() => process.kill(peer.pid, 0)).toThrow(/ESRCH/);
  });
});

test('an agent that cannot start tells why', async () => {
  const start = LinuxPeer.start({ link, command: [process.execPath, agent, '/nowhere/amp_hil.node'], roots: tree });
  await expect(start).rejects.toMatchObject({
    code: 'LinkClosed',
    message: expect.stringContaining("the native addon is not at '/nowhere/amp_hil.node'"),
  });
});
