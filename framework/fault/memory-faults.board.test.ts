import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { resolve } from 'node:path';
import type { Board } from '../board/declaration';
import { loadBoard } from '../board/load-board';
import { Rig } from '../board/rig';
import { controlOffset } from '../coherence/control-block';
import { PATTERN } from '../peer/jobs';
import type { R5Peer } from '../peer/r5-peer';
import type { ShmRegion } from '../peer/shm-peer';
import { NORM_NSHARED_WB_WA, PRIV_RW_USER_RW } from '../shm/mem-flags';

/** What each memory fault of the simulator's R5, and a cacheable region, does to plain accesses and jobs. */

const ROOT = resolve(__dirname, '..', '..');
const sim = loadBoard('sim', ROOT);
jest.setTimeout(60_000);

let rig: Rig | undefined;
let linux: ShmRegion;
let r5: ShmRegion;

afterEach(async () => {
  expect(await rig?.close()).toBeUndefined();
  rig = undefined;
});

async function start(...faults: string[]): Promise<Rig> {
  rig = await Rig.open({ ...sim, name: 'sim', faults }, { root: ROOT, onProgress: () => undefined, onConsole: () => undefined });
  linux = rig.peer('linux').region();
  r5 = rig.peer('r5').region();
  return rig;
}

async function startCached(): Promise<Rig> {
  const started = await start();
  const device = await (started.peer('r5') as R5Peer).reopen(NORM_NSHARED_WB_WA | PRIV_RW_USER_RW);
  r5 = device.region(0);
  return started;
}

const [{ size, memFlags }] = sim.shm as [Board['shm'][number]];
const control = controlOffset(size);
const AREA = { pattern: PATTERN.random, seed: 5, off: 0, len: 0x4000, width: 32 } as const;

describe('with a write-back cache', () => {
  test('the R5 does not see what Linux stores into a line that it holds, nor Linux what the R5 stores', async () => {
    await startCached();
    await r5.write32(0x100, 0x1111_1111);
    await linux.write32(0x104, 0x2222_2222);
    expect(await linux.read32(0x100)).toBe(0);
    expect(await r5.read32(0x104)).toBe(0);
    expect(await r5.read32(0x100)).toBe(0x1111_1111);
  });

  test.each(['linux', 'r5'])('a hand-off from %s shows old data, and none with maintenance', async (from) => {
    const started = await startCached();
    const options = { from, to: from === 'r5' ? 'linux' : 'r5', size: 4096, rounds: 100, barriers: 'declared' as const };
    const without = await started.handoff(options);
    expect(without.first).toBeDefined();
    const whole = await started.handoff({ ...options, maintenance: 'flush-invalidate' });
    expect(whole).toMatchObject({ rounds: 100, mismatches: 0, first: undefined });
  });

  test('what the R5 filled is whole for Linux once the region is opened anew, not cacheable', async () => {
    const started = await startCached();
    await started.peer('r5').job('fill', AREA);
    expect((await started.peer('linux').job('verify', AREA)).mismatches).toBeGreaterThan(0n);
    await (started.peer('r5') as R5Peer).reopen();
    expect((await started.peer('linux').job('verify', AREA)).mismatches).toBe(0n);
  });
});

describe('with a fault of the lines', () => {
  test('stuck-bit: the bit of each word is 0 for the R5', async () => {
    await start('stuck-bit=4');
    await linux.write64(0x100, 0xffff_ffff_ffff_ffffn);
    expect(await r5.read64(0x100)).toBe(0xffff_ffef_ffff_ffefn);
    expect(await linux.read64(0x100)).toBe(0xffff_ffff_ffff_ffffn);
  });

  test('swapped-lanes: bytes 0 and 1 of each word change places for the R5, at every width', async () => {
    await start('swapped-lanes');
    await linux.write32(0x100, 0x4433_2211);
    expect([await r5.read32(0x100), await r5.read16(0x100), await r5.read8(0x100), await r5.read8(0x101)]).toEqual([
      0x4433_1122, 0x1122, 0x22, 0x11,
    ]);
    expect(Buffer.from(await r5.blockRead(0x100, 4)).toString('hex')).toBe('22113344');
  });

  test('alias-address: the address bit is taken as 0', async () => {
    await start('alias-address=12');
    await r5.write32(0x1100, 7);
    expect([await linux.read32(0x100), await linux.read32(0x1100)]).toEqual([7, 0]);
  });

  test('window-shifted: the R5 reaches what lies higher', async () => {
    await start('window-shifted=4096');
    await r5.write32(0x100, 7);
    await linux.write32(0x1200, 8);
    expect([await linux.read32(0x1100), await r5.read32(0x200)]).toEqual([7, 8]);
  });

  test.each(['stuck-bit=4', 'swapped-lanes', 'alias-address=12', 'window-shifted=4096'])('%s spares the control words', async (fault) => {
    await start(fault);
    await r5.write32(control + 0x100, 0xffff_4321);
    expect([await linux.read32(control + 0x100), await r5.read32(control + 0x100)]).toEqual([0xffff_4321, 0xffff_4321]);
  });
});

describe('with a fault of the stores', () => {
  test('lost-write: some of what the R5 fills is not there', async () => {
    const started = await start('lost-write=1/100');
    await started.peer('r5').job('fill', AREA);
    const { mismatches } = await started.peer('linux').job('verify', AREA);
    expect(Number(mismatches)).toBeGreaterThan(10);
    expect(Number(mismatches)).toBeLessThan(200);
  });

  test("late-visibility: a store is the R5's own at once, and Linux does not see it yet", async () => {
    await start('late-visibility=10000');
    await r5.write32(control + 0x100, 7);
    expect([await linux.read32(control + 0x100), await r5.read32(control + 0x100)]).toEqual([0, 7]);
  });

  test('late-visibility: Linux sees it later, while the R5 idles', async () => {
    await start('late-visibility=20');
    await r5.write32(control + 0x100, 7);
    let seen = 0;
    while (seen === 0) seen = await linux.read32(control + 0x100);
    expect(seen).toBe(7);
  });

  test('mpu-left-writeback: the region says what was asked for, and is cached', async () => {
    const peer = (await start('mpu-left-writeback')).peer('r5') as R5Peer;
    const device = await peer.reopen();
    r5 = device.region(0);
    expect(device.memFlags).toBe(memFlags);
    await r5.write32(0x100, 7);
    expect(await linux.read32(0x100)).toBe(0);
  });

  test.each([
    ['torn-32', 32],
    ['torn-64', 64],
  ] as const)('%s: Linux sees halves of what the R5 stores', async (fault, width) => {
    const started = await start(fault);
    let torn = 0;
    // Where the sides share a processor, the writer may not get to run while the reader loads.
    for (let i = 0; i < 20 && torn === 0; i++) torn += (await started.tearing({ from: 'r5', to: 'linux', width, rounds: 500_000 })).torn;
    expect(torn).toBeGreaterThan(0);
  });

  test('line-clobber: what Linux stores into a line that the R5 writes is lost', async () => {
    const started = await start('line-clobber');
    const run = await started.neighbours({ sides: ['linux', 'r5'], width: 32, rounds: 3 });
    expect(run.lost).toBeGreaterThan(0);
  });
});

test('stale-read: the R5 reads now and then what a line held before Linux stored there', async () => {
  await start('stale-read=1/2');
  const seen: number[] = [];
  for (let count = 1; count <= 200; count++) {
    await linux.write32(0x100, count);
    seen.push(count - (await r5.read32(0x100)));
  }
  expect(seen.filter((age) => age > 0).length).toBeGreaterThan(0);
  expect(seen.filter((age) => age === 0).length).toBeGreaterThan(0);
  expect(Math.min(...seen)).toBe(0);
});
