import { resolve } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import sim from '../../boards/sim/board';
import { withFaults } from '../board/define-board';
import { Rig, type RigOptions } from '../board/rig';
import { MP } from '../litmus/shapes';

const ROOT = resolve(__dirname, '../..');
const quiet: RigOptions = { root: ROOT, seed: 7, onProgress: () => undefined, onConsole: () => undefined };

let rig: Rig | undefined;
afterEach(async () => {
  await rig?.close();
  rig = undefined;
});

async function open(faults: string[], options: Partial<RigOptions> = {}): Promise<Rig> {
  return (rig = await Rig.open(withFaults(sim, faults), { ...quiet, ...options }));
}

/** What an access of a side rejects with, sooner or later. */
async function failure(broken: Rig, side: string): Promise<{ code: string; message: string }> {
  for (let i = 0; i < 1000; i++) {
    try {
      await broken.peer(side).region().read32(0);
    } catch (error) {
      return error as { code: string; message: string };
    }
  }
  throw new Error(`a thousand accesses of ${side} went well`);
}

describe('a board that is not the declared one', () => {
  test.each([
    ['wrong-flags', /the MPU of r5 does not have the window .* NORM_NSHARED_WB_WA/],
    ['wrong-core', /the core of r5 has id \(MIDR\) 0x410fd034/],
    ['old-firmware', /r5 runs firmware of build 00000001/],
    ['window-short', /size is 0x400000, declared 0x800000/],
  ])('%s: is refused, and opened only for whoever is to find that out', async (fault, message) => {
    await expect(open([fault])).rejects.toMatchObject({ code: 'ConfigError', message: expect.stringMatching(message) });
    expect((await open([fault], { unproven: true })).mismatch?.message).toMatch(message);
  });
});

describe('a firmware that translates wrongly', () => {
  test('phys-off-by-page: every address is one page too high, both ways', async () => {
    const region = (await open(['phys-off-by-page'])).peer('r5').region();
    expect(await region.phys(0x100)).toBe(0x3ed81100n);
    expect(await region.physToOffset(0x3ed81100n)).toBe(0x100);
  });

  test('physmap-swapped: the first two pages of a table stand the other way round', async () => {
    const broken = await open(['physmap-swapped']);
    const translator = await broken.peer('r5').translator({ physmap: [0x1000n, 0x2000n, 0x3000n], size: 0x3000, pageShift: 12 });
    expect(await Promise.all([0, 0x1000, 0x2000].map((off) => translator.phys(off)))).toEqual([0x2000n, 0x1000n, 0x3000n]);
  });
});

describe('a Linux whose UIO device is not as it should be', () => {
  test.each([
    ['uio-missing', /no UIO device '3ed80000\.shm'/],
    ['uio-renamed', /no UIO device '3ed80000\.shm' .*there are: 3ee80000\.shm/],
    ['uio-eacces', /EACCES: this user may not open/],
  ])('%s: the board cannot be had, and the reason is that', async (fault, message) => {
    await expect(open([fault])).rejects.toMatchObject({ code: 'UioError', message: expect.stringMatching(message) });
  });
});

describe('a side that fails in the middle of its work', () => {
  test.each([
    ['firmware-hang=60', 'r5', 'Timeout', /the R5 does not answer/],
    ['firmware-reset', 'r5', 'PeerFault', /the firmware restarted unexpectedly/],
    ['firmware-abort', 'r5', 'PeerFault', /the firmware of r5, outside of any command: data fault of r5/],
    ['serial-gone', 'r5', 'LinkClosed', /link to r5 over .* ended/],
    ['agent-crash', 'linux', 'PeerFault', /the agent on linux died of SIGBUS/],
    ['agent-slow', 'linux', 'Timeout', /on linux did not finish within 3000 ms/],
  ])('%s: %s says so, in an error that no check takes for a result', async (fault, side, code, message) => {
    const error = await failure(await open([fault]), side);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test('is brought back, and given up when it fails again and again', async () => {
    const broken = await open(['serial-gone']);
    const first = await failure(broken, 'r5');
    await broken.recover(first.message);
    expect(broken.broken).toBeUndefined();
    await broken.recover((await failure(broken, 'r5')).message);
    expect(broken.broken).toMatchObject({
      code: 'BoardUnavailable',
      message: expect.stringMatching(/failed again .*link to r5 over .* ended/),
    });
  });
});

describe('a serial line that is disturbed', () => {
  test.each(['serial-bitflip=1/6', 'serial-drop=1/6', 'serial-noise=1/6'])('%s: is told as the cause', async (fault) => {
    await expect(open([fault])).rejects.toMatchObject({
      code: 'Timeout',
      message: expect.stringMatching(/the serial line of r5 is not usable: \d+ lines came damaged/),
    });
  });

  test.each(['serial-bitflip=1/1000', 'serial-drop=1/1000', 'serial-noise=1/1000'])(
    '%s: every access gives the right value, and what was sent again is counted',
    async (fault) => {
      let incidents = 0;
      const region = (await open([fault], { onLinkIncident: () => incidents++ })).peer('r5').region();
      for (let i = 0; i < 100; i++) {
        await region.write32(0x100, i);
        expect(await region.read32(0x100)).toBe(i);
      }
      expect(incidents).toBeGreaterThan(0);
    },
  );
});

test('clock-wrong: the bounds of the two clocks show the factor', async () => {
  const run = await (await open(['clock-wrong'])).compareClocks({ of: 'r5', against: 'linux', samples: 3 });
  expect(run.least).toBeLessThan(0.7);
  expect(run.most).toBeGreaterThan(0.6);
});

test.each([
  ['r5-store-reorder', 'P0=r5,P1=linux'],
  ['r5-load-reorder', 'P0=linux,P1=r5'],
  ['linux-store-reorder', 'P0=linux,P1=r5'],
])('%s: message passing with full barriers shows what they forbid, and the run knows of no mutation', async (fault, map) => {
  const { runs } = await (await open([fault])).litmus(MP.with('dmb.sy', 'dmb.sy'), { map, iterations: 100_000 });
  expect(runs).toMatchObject([{ mutations: [], result: 'fail' }]);
});
