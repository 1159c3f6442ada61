import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { loadBoard } from '../board/load-board';
import { Rig } from '../board/rig';
import { matchers } from './matchers';
import { ROOT } from './started-run';

/** The procedures and their matchers seen to fail, on the simulator. */

let rig: Rig;

beforeEach(async () => {
  rig = await Rig.open(loadBoard('sim', ROOT), { root: ROOT, onProgress: () => undefined, onConsole: () => undefined });
});
afterEach(async () => {
  expect(await rig.close()).toBeUndefined();
});

describe('the procedures on a memory that somebody else writes to', () => {
  /** Writes to the first bytes of the window, again and again, until the work has ended. */
  async function whileDisturbed<T>(work: Promise<T>): Promise<T> {
    let over = false;
    const ended = work.finally(() => (over = true));
    for (let i = 0; !over; i++)
      await rig
        .peer('linux')
        .region()
        .write8(0x40, i & 0xff);
    return ended;
  }

  test.each([
    ['linux', 'r5'],
    ['r5', 'linux'],
  ])('a hand-off from %s to %s reports where and what, and is not called coherent', async (from, to) => {
    const run = await whileDisturbed(rig.handoff({ from, to, size: 0x10000, rounds: 2000 }));
    expect(run.mismatches).toBeGreaterThan(0);
    expect(run.first).toMatchObject({ off: 0x40, address: 0x3ed80040n });
    expect((run.first?.diff ?? 0n) & ~0xffn).toBe(0n);
    expect(matchers.toBeCoherent(run)).toMatchObject({ pass: false });
    expect(matchers.toBeCoherent(run).message()).toMatch(/offset 0x40 \(physical 0x3ed80040\): expected 0x[0-9a-f]+, got 0x/);
  });

  test('message passing with the flag written ahead of its data is seen as stale', async () => {
    const size = rig.shm.size;
    const [ctl, seed] = [size - 0x1000, 1];
    const reading = rig.peer('r5').job('message', { role: 1, ctl, iterations: 1000, seed, barrier: 1 });
    // The base of the counters is the core's secret; a writer of our own shows it.
    await rig.peer('linux').job('message', { role: 0, ctl, iterations: 1000, seed, barrier: 1 });
    expect((await reading).stale).toBe(0n);
    const last = await rig.peer('linux').region().read32(ctl);
    await rig
      .peer('linux')
      .region()
      .write32(ctl, last - 1000);
    const again = rig.peer('r5').job('message', { role: 1, ctl, iterations: 1000, seed, barrier: 1 });
    await rig
      .peer('linux')
      .region()
      .write32(ctl + 128, last - 1000);
    await rig
      .peer('linux')
      .region()
      .write32(ctl, last - 1);
    await rig.peer('linux').region().write32(ctl, last);
    const read = await again;
    expect(read.stale).toBeGreaterThan(0n);
  });
});
