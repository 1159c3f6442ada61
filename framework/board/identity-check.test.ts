import { describe, expect, test } from '@jest/globals';
import { resolve } from 'node:path';
import type { ShmDevice } from '../peer/shm-peer';
import { checkDevice } from './identity-check';
import { loadBoard } from './load-board';

const board = loadBoard('sim', resolve(__dirname, '..', '..'));
const shm = board.shm[0]!;

const device = (physmap: bigint, size: number, memFlags?: number, more: { physmap: bigint; size: number }[] = []): ShmDevice =>
  ({ name: shm.name, bus: 'platform', memFlags, regions: [{ physmap, size }, ...more] }) as unknown as ShmDevice;

describe('what a side found against what the board declares', () => {
  test('equal is accepted, and a side that ignores the flags is not asked for them', () => {
    expect(() => checkDevice(board, 'linux', shm, device(shm.physmap, shm.size))).not.toThrow();
    expect(() => checkDevice(board, 'r5', shm, device(shm.physmap, shm.size, shm.memFlags))).not.toThrow();
  });

  test('another size is refused with both sizes, the side and the file', () => {
    expect(() => checkDevice(board, 'linux', shm, device(shm.physmap, 0x400000))).toThrow(
      /'3ed80000\.shm' on linux is not what boards\/sim\/board\.ts declares: size is 0x400000, declared 0x800000.*fix: /s,
    );
  });

  test('a device that calls itself something else is refused', () => {
    expect(() => checkDevice(board, 'linux', shm, { ...device(shm.physmap, shm.size), name: '3ee00000.shm' })).toThrow(
      /declares: name is 3ee00000\.shm, declared 3ed80000\.shm\n/,
    );
  });

  test('a map too many, or of another place than its region, is named', () => {
    const more = [{ physmap: 0x40000000n, size: 0x1000 }];
    expect(() => checkDevice(board, 'linux', shm, device(shm.physmap, shm.size, undefined, more))).toThrow(
      /physmap of region 1 is 0x40000000, declared not at all;.* number of regions is 2, declared 1/,
    );
    const [region] = shm.regions;
    const two = { ...shm, regions: [region!, { ...region!, physmap: [0x40001000n], size: 0x1000 }] };
    expect(() => checkDevice(board, 'linux', two, device(shm.physmap, shm.size, undefined, more))).toThrow(
      /: physmap of region 1 is 0x40000000, declared 0x40001000\n/,
    );
    expect(() => checkDevice(board, 'linux', two, device(shm.physmap, shm.size))).toThrow(/number of regions is 1, declared 2/);
  });

  test('another address and other flags are both named', () => {
    expect(() => checkDevice(board, 'r5', shm, device(0x3ed20000n, shm.size, 0x301))).toThrow(
      /physmap is 0x3ed20000, declared 0x3ed80000; memFlags is DEVICE_SHARED \| PRIV_RW_USER_RW, declared NORM_SHARED_NCACHE/,
    );
  });
});
