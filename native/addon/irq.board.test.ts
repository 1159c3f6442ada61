import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { NativeIrq, NativeRegion } from '../../framework/agent/addon';
import { loadAddon } from '../../framework/agent/load-addon';
import sim from '../../boards/sim/board';
import type { PoweredBoard } from '../../framework/board/power/power';
import { simulatorPower } from '../../framework/board/power/simulator';
import { addonPath } from './test/addon-path';
import { runChild } from './test/child';
import { thrown } from './test/thrown';
import { SIZE, UioTree } from './test/uio-tree';

/** The node of the simulator's doorbell behaves as the kernel's; its R5 is left idle, so that nothing rings. */

const addon = loadAddon(addonPath);
let board: PoweredBoard;
let node: string;
let shm: string;

beforeAll(async () => {
  board = await simulatorPower(sim, join(__dirname, '../..')).on({ onConsole: () => undefined, onProgress: () => undefined });
  const dev = board.endpoints.local?.dev as string;
  node = join(dev, `uio${sim.shm.length}`);
  shm = join(dev, 'uio0');
});
afterAll(() => board.off());

describe('opening an interrupt', () => {
  test('of a device without one is EIO, as the kernel says it', () => {
    expect(thrown(() => addon.openIrq(shm))).toMatchObject({ code: 'UioError', errno: 'EIO', path: shm });
  });

  test('of a node that is not there is ENOENT', () => {
    expect(thrown(() => addon.openIrq(`${node}9`))).toMatchObject({ code: 'UioError', errno: 'ENOENT', syscall: 'open' });
  });

  test('cannot be done through the class of an open one', () => {
    const irq = addon.openIrq(node);
    const { constructor } = irq as unknown as { constructor: new () => NativeIrq };
    expect(thrown(() => new constructor())).toMatchObject({ code: 'InvalidArgument' });
    irq.close();
  });
});

describe('a wait', () => {
  test('without an interrupt ends at its deadline, and not before', async () => {
    const irq = addon.openIrq(node);
    irq.arm();
    // Before the wait: its deadline counts from inside the call.
    const start = performance.now();
    await expect(irq.wait(120).promise).rejects.toMatchObject({ code: 'Timeout' });
    expect(performance.now() - start).toBeGreaterThanOrEqual(120);
    irq.close();
  });

  test('of no time at all looks once', async () => {
    const irq = addon.openIrq(node);
    await expect(irq.wait(0).promise).rejects.toMatchObject({ code: 'Timeout' });
    irq.close();
  });

  test('is cancelled long before its deadline, and two at once end both', async () => {
    const irq = addon.openIrq(node);
    const waits = [irq.wait(30_000), irq.wait(30_000)];
    const ended = Promise.allSettled(waits.map(({ promise }) => promise));
    for (const wait of waits) wait.cancel();
    for (const end of await ended) expect(end).toMatchObject({ status: 'rejected', reason: { code: 'Cancelled' } });
    irq.close();
  });

  test('ends when its interrupt is closed, and later calls say that it is', async () => {
    const irq = addon.openIrq(node);
    const wait = irq.wait(30_000).promise.catch((error: unknown) => error);
    irq.close();
    irq.close();
    expect(await wait).toMatchObject({ code: 'Cancelled' });
    for (const call of [() => irq.arm(), () => irq.wait(1)]) expect(thrown(call)).toMatchObject({ code: 'RegionClosed' });
  });

  test.each([-1, 0.5, Number.NaN, Infinity, '5', undefined])('of %p ms is refused', (ms) => {
    const irq = addon.openIrq(node);
    expect(thrown(() => irq.wait(ms as number))).toMatchObject({ code: 'InvalidArgument' });
    irq.close();
  });

  test('that is under way does not keep the process from ending', () => {
    const { code, stderr } = runChild('addon.openIrq(path).wait(60000).promise.catch(() => {}); process.exit(7);', node);
    expect({ code, stderr }).toEqual({ code: 7, stderr: '' });
  });
});

describe('the answer to a doorbell', () => {
  let irq: NativeIrq;
  let region: NativeRegion;
  beforeAll(() => {
    irq = addon.openIrq(node);
    region = addon.open(shm, 0, 0, 0x1000);
  });
  afterAll(() => {
    irq.close();
    region.close();
  });
  const answer = (...args: bigint[]): Promise<unknown> => irq.answer(region, BigUint64Array.from(args)).promise;

  test.each([
    ['no rounds', [0n, 0n, 1n, 1n], 'InvalidArgument'],
    ['too many rounds', [0n, 1n << 31n, 1n, 1n], 'InvalidArgument'],
    ['a pacing that there is not', [0n, 1n, 1n, 2n], 'InvalidArgument'],
    ['a misaligned control block', [4n, 1n, 1n, 1n], 'Misaligned'],
    ['a control block past the end', [0x1000n, 1n, 1n, 1n], 'OutOfRange'],
  ])('refuses %s and touches nothing', async (_, args, code) => {
    const before = region.blockRead(0, 0x1000);
    await expect(answer(...args)).rejects.toMatchObject({ code });
    expect(region.blockRead(0, 0x1000)).toEqual(before);
  });

  test('refuses what is no region', () => {
    for (const other of [undefined, {}, irq]) {
      expect(thrown(() => irq.answer(other as NativeRegion, new BigUint64Array(4)))).toMatchObject({ code: 'InvalidArgument' });
    }
  });

  test('ends when its region is closed, for the other side never came', async () => {
    const own = addon.open(shm, 0, 0, 0x1000);
    const end = irq.answer(own, BigUint64Array.from([0n, 10n, 1n, 1n])).promise.catch((error: unknown) => error);
    own.close();
    expect(await end).toMatchObject({ code: 'Cancelled' });
  });
});

describe('the probe of a mapping', () => {
  test('reports the signal that it raised, prints no fault, and leaves the process alive', () => {
    const tree = new UioTree();
    const script = `addon.installFaultReporter();
      const region = addon.open(path, 0, 0, ${SIZE});
      require('node:fs').truncateSync(path, 0);
      console.log(addon.probeUnaligned(region));`;
    const { code, stdout, stderr } = runChild(script, tree.path);
    tree.remove();
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'SIGBUS\n', stderr: '' });
  });

  test('reports nothing of a mapping that takes unaligned loads', () => {
    const tree = new UioTree();
    truncateSync(tree.path, SIZE);
    const region = addon.open(tree.path, 0, 0, SIZE);
    expect(addon.probeUnaligned(region)).toBe('');
    region.close();
    expect(thrown(() => addon.probeUnaligned(region))).toMatchObject({ code: 'RegionClosed' });
    tree.remove();
  });
});
