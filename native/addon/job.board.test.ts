import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { NativeRegion } from '../../framework/agent/addon';
import { loadAddon } from '../../framework/agent/load-addon';
import { JOBS, packArgs, unpackResults, type JobArgs, type JobName, type JobResults } from '../../framework/peer/jobs';
import { addonPath } from './test/addon-path';
import { SIZE, UioTree } from './test/uio-tree';

const addon = loadAddon(addonPath);
let tree: UioTree;
let linux: NativeRegion;
let other: NativeRegion;
beforeAll(() => {
  tree = new UioTree();
});
afterAll(() => tree.remove());
beforeEach(() => {
  linux = addon.open(tree.path, 0, 0, SIZE);
  other = addon.open(tree.path, 0, 0, SIZE);
});
afterEach(() => {
  linux.close();
  other.close();
});

async function run<N extends JobName>(region: NativeRegion, name: N, args: JobArgs<N>): Promise<JobResults<N>> {
  const values = await region.startJob(JOBS[name].kind, BigUint64Array.from(packArgs(name, args))).promise;
  return unpackResults(name, [...values]);
}

/** A consumer whose producer never comes: it runs until it is cancelled. */
const endless = BigUint64Array.from(
  packArgs('handoff', {
    role: 1,
    ctl: 0,
    off: 256,
    len: 64,
    rounds: 1,
    seed: 12345,
    pattern: 1,
    barrier: 1,
    maintenance: 0,
    patience: 0,
    run: 1,
  }),
);

describe('jobs', () => {
  test('fill on one mapping verifies on the other, and a flipped bit is found where it is', async () => {
    const args = { pattern: 1, seed: 7, off: 0x100, len: 0x8000, width: 64 };
    expect(await run(linux, 'fill', args)).toMatchObject({ bytes: 0x8000n });
    expect(await run(other, 'verify', { ...args, width: 32 })).toMatchObject({ bytes: 0x8000n, mismatches: 0n });
    linux.write(8, 0x4321, Number(linux.read(8, 0x4321, 0)) ^ 0x40, 2);
    const { mismatches, firstOff, expected, got } = await run(other, 'verify', { ...args, width: 8 });
    expect([mismatches, firstOff, expected ^ got]).toEqual([1n, 0x4321n, 0x40n]);
  });

  test.each([[0], [1]])('a handoff runs between two jobs, whichever is started first', async (first) => {
    const args = {
      ctl: 0,
      off: 256,
      len: 4096,
      rounds: 200,
      seed: 1000 + first,
      pattern: 1,
      barrier: 1,
      maintenance: 0,
      patience: 0,
      run: 2000 + first,
    };
    const [a, b] = await Promise.all([
      run(linux, 'handoff', { ...args, role: first }),
      run(other, 'handoff', { ...args, role: 1 - first }),
    ]);
    expect([a.rounds, b.rounds, a.mismatches, b.mismatches]).toEqual([200n, 200n, 0n, 0n]);
  });

  test('messages pass between two jobs and none is stale', async () => {
    const args = { ctl: 0, iterations: 200_000, seed: 77, barrier: 3 };
    const [writer, reader] = await Promise.all([run(linux, 'message', { ...args, role: 0 }), run(other, 'message', { ...args, role: 1 })]);
    expect([writer.iterations, reader.iterations, reader.stale]).toEqual([200_000n, 200_000n, 0n]);
    expect(reader.observed).toBeGreaterThan(0n);
  });

  test('a benchmark reports its bytes and a time', async () => {
    const { bytes, ticks } = await run(linux, 'bench', { op: 0, width: 64, off: 0, len: 4096, reps: 100 });
    expect(bytes).toBe(409_600n);
    expect(ticks).toBeGreaterThan(0n);
  });

  test.each([
    ['out of the region', 'fill', [0n, 0n, 0n, BigInt(SIZE) + 8n, 64n], 'OutOfRange'],
    ['misaligned', 'fill', [0n, 0n, 4n, 8n, 64n], 'Misaligned'],
    ['of no pattern', 'fill', [9n, 0n, 0n, 8n, 64n], 'InvalidArgument'],
    ['too few', 'fill', [0n, 0n, 0n, 8n], 'InvalidArgument'],
    ['too many', 'message', [0n, 0n, 1n, 0n, 0n, 0n], 'InvalidArgument'],
  ] as const)('arguments that are %s reject the promise and touch nothing', async (_, name, args, code) => {
    const before = linux.blockRead(0, SIZE);
    await expect(linux.startJob(JOBS[name].kind, BigUint64Array.from(args)).promise).rejects.toMatchObject({ code });
    expect(linux.blockRead(0, SIZE)).toEqual(before);
  });

  test('a kind that is none rejects the promise', async () => {
    await expect(linux.startJob(99, new BigUint64Array(5)).promise).rejects.toMatchObject({ code: 'InvalidArgument' });
  });

  test('progress comes at most ten times a second and ends with the job', async () => {
    const seen: { done: bigint; at: number }[] = [];
    // 64 KiB a turn by bytes: long enough for several reports on any machine, ended by the third.
    const args = BigUint64Array.from(packArgs('bench', { op: 0, width: 8, off: 0, len: SIZE, reps: 1_000_000 }));
    const job = linux.startJob(JOBS.bench.kind, args, (done) => {
      seen.push({ done, at: performance.now() });
      if (seen.length === 3) job.cancel();
    });
    await expect(job.promise).rejects.toMatchObject({ code: 'Cancelled' });
    const [first, second, third] = seen;
    expect(seen).toHaveLength(3);
    expect(third!.done).toBeGreaterThan(second!.done);
    // Two intervals of 100 ms less what the event loop may have been late with the first.
    expect(third!.at - first!.at).toBeGreaterThan(120);
  });
});

describe('ending a job', () => {
  test('a cancel takes effect within 200 ms', async () => {
    const job = linux.startJob(JOBS.handoff.kind, endless);
    const start = performance.now();
    job.cancel();
    await expect(job.promise).rejects.toMatchObject({ code: 'Cancelled', message: 'handoff was cancelled' });
    expect(performance.now() - start).toBeLessThan(200);
    job.cancel(); // of a job that has ended: nothing
  });

  test('closing the region cancels its jobs and no others', async () => {
    const mine = linux.startJob(JOBS.handoff.kind, endless);
    const others = other.startJob(JOBS.handoff.kind, endless);
    let ended = false;
    others.promise.catch(() => (ended = true));
    linux.close();
    await expect(mine.promise).rejects.toMatchObject({ code: 'Cancelled' });
    expect(ended).toBe(false);
    others.cancel();
    await expect(others.promise).rejects.toMatchObject({ code: 'Cancelled' });
  });

  test('closing the region unmaps it at once, whoever still holds a job of it', async () => {
    const mappings = (): number => readFileSync('/proc/self/maps', 'latin1').split(tree.path).length - 1;
    const ended = linux.startJob(JOBS.bench.kind, BigUint64Array.from([0n, 64n, 0n, 64n, 1n]));
    await ended.promise;
    const running = linux.startJob(JOBS.handoff.kind, endless);
    const before = mappings();
    linux.close();
    expect(mappings()).toBe(before - 1);
    await expect(running.promise).rejects.toMatchObject({ code: 'Cancelled' });
    ended.cancel();
  });

  test('sixteen jobs at once all end', async () => {
    const jobs = Array.from({ length: 16 }, () => linux.startJob(JOBS.handoff.kind, endless));
    for (const job of jobs) job.cancel();
    const ends = await Promise.allSettled(jobs.map(({ promise }) => promise));
    expect(ends.every(({ status }) => status === 'rejected')).toBe(true);
  });
});
