import { resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { controlOffset } from '../coherence/control-block';
import { loadBoard } from '../board/load-board';
import { Rig } from '../board/rig';
import type { LinuxIrq } from '../peer/linux-irq';
import { doorbellName } from './doorbell';

jest.setTimeout(30_000);

const ROOT = resolve(__dirname, '..', '..');
const board = loadBoard('sim', ROOT);

let rig: Rig;
beforeAll(async () => {
  rig = await Rig.open(board, { root: ROOT, onProgress: () => undefined, onConsole: () => undefined });
});
afterAll(async () => {
  expect(await rig.close()).toBeUndefined();
});

describe('an interrupt of a UIO device', () => {
  let irq: LinuxIrq;
  beforeEach(async () => {
    irq = await rig.linux().openIrq(doorbellName(board));
  });
  afterEach(() => irq.close());

  /** The R5 rings `rounds` times without a pause: this side's half of the words, by hand. */
  async function burst(rounds: number): Promise<void> {
    const region = rig.linux().region();
    const ctl = controlOffset(region.size);
    await region.write32(ctl, 0);
    const job = rig.peer('r5').job('ring', { ctl, rounds, seed: 77, paced: 0 });
    let base = 0;
    while (base === 0) base = await region.read32(ctl); // its presence: the value that the words count from
    await region.write32(ctl + 64, base + 1);
    while ((await region.read32(ctl)) !== base + rounds);
    await region.write32(ctl + 64, base + rounds + 1);
    expect((await job).rings).toBe(BigInt(rounds));
  }

  test('comes once however often it is rung while it is masked, and the pending one comes when it is armed', async () => {
    await irq.arm();
    await burst(1);
    const count = await irq.wait(1000);
    expect(irq.count).toBe(count);
    await burst(5);
    await expect(irq.wait(60)).rejects.toMatchObject({ code: 'Timeout', operation: `interrupt of '${doorbellName(board)}'` });
    await irq.arm();
    expect(await irq.wait(1000)).toBe(count + 1);
    await irq.arm();
    await expect(irq.wait(60)).rejects.toMatchObject({ code: 'Timeout' });
  });

  test('that came before the open does not count for it', async () => {
    await irq.arm();
    await burst(1);
    await irq.close();
    irq = await rig.linux().openIrq(doorbellName(board));
    await expect(irq.wait(60)).rejects.toMatchObject({ code: 'Timeout' });
  });

  test('is not opened twice', async () => {
    await expect(rig.linux().openIrq(doorbellName(board))).rejects.toMatchObject({ code: 'AlreadyOpen' });
  });

  test('is opened by one of two who ask at the same time', async () => {
    await irq.close();
    const opened = await Promise.allSettled([1, 2].map(() => rig.linux().openIrq(doorbellName(board))));
    for (const one of opened) if (one.status === 'fulfilled') irq = one.value;
    expect(opened.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(opened.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'AlreadyOpen' } });
  });

  test('is closed to every later call', async () => {
    await irq.close();
    await expect(irq.arm()).rejects.toMatchObject({ code: 'RegionClosed' });
    await expect(irq.wait(1)).rejects.toMatchObject({ code: 'RegionClosed' });
  });

  test.each([-1, 0.5, Number.NaN, Infinity])('refuses a wait of %p ms', async (ms) => {
    await expect(irq.wait(ms)).rejects.toMatchObject({ code: 'InvalidArgument' });
  });

  test('ends its wait when it is closed', async () => {
    const wait = irq.wait(20_000).catch((error: unknown) => error);
    await rig.linux().ping();
    await irq.close();
    expect(await wait).toMatchObject({ code: 'Cancelled' });
  });
});

test('a paced run counts every ring, and its latencies are in order', async () => {
  const run = await rig.doorbell({ rounds: 500, mode: 'paced' });
  expect(run).toMatchObject({ rings: 500, counted: 500, wakes: 500, spurious: 0, missed: 0, lastSeen: 500 });
  const { min = 0, p90 = 0, p99 = 0, max = 0 } = run.latency?.quantiles ?? {};
  const sorted = [min, run.latency?.median ?? 0, p90, p99, run.latency?.quantiles['p99.9'] ?? 0, max];
  expect(min).toBeGreaterThan(0);
  expect(sorted).toEqual([...sorted].sort((a, b) => a - b));
});

test('a run whose R5 does not take its half ends at once with the reason, and leaves the interrupt free', async () => {
  await expect(rig.doorbell({ from: 'linux', rounds: 5, mode: 'paced' })).rejects.toMatchObject({ code: 'InvalidArgument' });
  expect((await rig.doorbell({ rounds: 5, mode: 'paced' })).counted).toBe(5);
});

test('a side without a doorbell refuses to ring', async () => {
  const job = rig.peer('linux').job('ring', { ctl: 0, rounds: 1, seed: 1, paced: 0 });
  await expect(job).rejects.toMatchObject({ code: 'InvalidArgument' });
});

test('the type of a mapping on this machine is unknown, with the reason', async () => {
  const { type, reason } = await rig.linux().mappingType();
  expect([type, reason]).toEqual(['unknown', expect.stringContaining('unaligned')]);
});
