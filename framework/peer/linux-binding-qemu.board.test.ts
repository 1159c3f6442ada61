import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { loadBoard } from '../board/load-board';
import { Rig } from '../board/rig';
import type { LinuxPeer } from './linux-peer';

/** Opening by bus and name against a real kernel: the virtual board's tree has a device that no driver takes, and others that have one. */

jest.setTimeout(120_000);

const ROOT = resolve(__dirname, '..', '..');
const SPARE = '7ff00000.spare';

let rig: Rig;
let linux: LinuxPeer;

beforeAll(async () => {
  rig = await Rig.open(loadBoard('zcu102-qemu', ROOT), { root: ROOT, onProgress: () => undefined, onConsole: () => undefined });
  linux = rig.linux();
});
afterAll(async () => {
  expect(await rig.close()).toBeUndefined();
});

const names = async (): Promise<string[]> => (await linux.discover()).map(({ device }) => device);

describe('a device that no driver holds', () => {
  test('is bound when it is opened, all of its maps are there, and it is unbound again when it is closed', async () => {
    expect(await names()).not.toContain(SPARE);
    const device = await linux.open('platform', SPARE, { restore: true });
    expect(device.bound).toBe(true);
    expect(device.regions.map(({ physmap, size }) => [physmap, size])).toEqual([
      [0x7ff0_0000n, 0x1000],
      [0x7ff0_3040n, 0xfc0],
    ]);
    expect(await names()).toContain(SPARE);
    await device.close();
    expect(await names()).not.toContain(SPARE);
  });

  test('starts each map at its offset: what is written through one open is found through the next', async () => {
    const first = await linux.open('platform', SPARE, { restore: true });
    const [page, inner] = first.regions;
    await page?.write32(0, 0x11111111);
    await inner?.write32(0, 0x22222222);
    await inner?.write32(0xfbc, 0x33333333);
    await first.close();
    const second = await linux.open('platform', SPARE, { restore: true });
    expect(await second.region(0).read32(0)).toBe(0x11111111);
    expect(await second.region(1).read32(0)).toBe(0x22222222);
    expect(await second.region(1).read32(0xfbc)).toBe(0x33333333);
    expect((await second.region(1).virt(0)) & 0xfffn).toBe(0x40n);
    await second.close();
  });

  test('has no interrupt in its node, and says so when one is asked for', async () => {
    const device = await linux.open('platform', SPARE, { restore: true });
    try {
      await expect(device.irq().then((irq) => irq.wait(100))).rejects.toMatchObject({ code: 'UioError', errno: 'EIO' });
    } finally {
      await device.close();
    }
  });

  test('stays bound when nobody asked for its return, as with libmetal', async () => {
    await (await linux.open('platform', SPARE)).close();
    expect(await names()).toContain(SPARE);
    const again = await linux.open('platform', SPARE);
    expect(again.bound).toBe(false);
    await again.close();
  });
});

test.each([
  ['ff000000.serial', 'xuartps'],
  ['ff0b0000.ethernet', 'macb'],
])('%s is refused, as the driver %s holds it', async (name, driver) => {
  await expect(linux.open('platform', name)).rejects.toMatchObject({
    code: 'UioError',
    errno: 'EBUSY',
    message: expect.stringContaining(`'${driver}'`),
  });
});

test('the type of the mapping is unknown on an emulated core, and the reason is given', async () => {
  expect(await linux.mappingType()).toEqual({ type: 'unknown', reason: expect.stringContaining('emulated core') });
});
