import { describe, expect, test } from '@jest/globals';
import board from '../board';
import { defineBoard } from '../../../framework';
import { memoryMap } from '../../../framework/board/memory-map';
import { deviceTree, SEED_MARK } from './device-tree';

const dts = deviceTree(board, 0x123_4567);
const header = memoryMap(board).header;

function define(name: string): bigint {
  return BigInt(new RegExp(`^#define ${name} (0x[0-9a-f]+)u`, 'm').exec(header)?.[1] ?? -1);
}

/** base and size of every node of that name, as `reg` says, which must agree with the unit address. */
function ranges(name: string, source = dts): { base: bigint; size: bigint; noMap: boolean }[] {
  return [...source.matchAll(new RegExp(`\\b${name}@([0-9a-f]+) \\{([^}]*?)reg = <(\\S+) (\\S+) (\\S+) (\\S+)>`, 'g'))].map(
    ([, unit, before, ...cells]) => {
      const [high = 0n, low = 0n, sizeHigh = 0n, sizeLow = 0n] = cells.map(BigInt);
      const base = (high << 32n) | low;
      expect(BigInt(`0x${unit}`)).toBe(base);
      return { base, size: (sizeHigh << 32n) | sizeLow, noMap: String(before).includes('no-map') };
    },
  );
}

describe('the device tree of zcu102-qemu', () => {
  test("has the firmware's window, carve-out and doorbell at the addresses that the firmware is built for", () => {
    const shm = { base: define('AMP_SHM_BASE'), size: define('AMP_SHM_SIZE') };
    const fw = { base: define('AMP_FW_BASE'), size: define('AMP_FW_SIZE') };
    const bell = { base: define('AMP_DOORBELL_BASE'), size: define('AMP_DOORBELL_SIZE') };
    expect(ranges('shm')).toEqual([
      { ...shm, noMap: true },
      { ...shm, noMap: false },
    ]);
    expect(ranges('firmware')).toEqual([{ ...fw, noMap: true }]);
    expect(ranges('r5f')).toEqual([{ ...fw, noMap: false }]);
    expect(ranges('doorbell')).toEqual([
      { ...bell, noMap: true },
      { ...bell, noMap: false },
    ]);
  });

  test('keeps a guard from Linux directly below and above the window', () => {
    const guard = define('AMP_GUARD_SIZE');
    expect(guard).toBeGreaterThan(0n);
    expect(ranges('guard')).toEqual([
      { base: define('AMP_SHM_BASE') - guard, size: guard, noMap: true },
      { base: define('AMP_SHM_BASE') + define('AMP_SHM_SIZE'), size: guard, noMap: true },
    ]);
  });

  test('names the platform device of the declaration: <address>.<node>', () => {
    const [{ base } = { base: 0n }] = ranges('shm');
    expect(`${base.toString(16)}.shm`).toBe(board.shm[0]?.name);
  });

  test('follows the board file when an address moves', () => {
    const moved = defineBoard({ ...board, shm: [{ name: '3e000000.other', physmap: 0x3e00_0000n, size: 0x80_0000, memFlags: 0x30c }] });
    expect(ranges('other', deviceTree(moved, 0))).toHaveLength(1);
    expect(ranges('guard', deviceTree(moved, 0)).map(({ base }) => base)).toEqual([0x3dff_f000n, 0x3e80_0000n]);
  });

  test('says where the initrd ends', () => {
    expect(dts).toContain('linux,initrd-end = <0x0 0x11234567>');
  });

  test('has one place for random bytes', () => {
    expect(dts.split(SEED_MARK.toString('hex'))).toHaveLength(2);
  });
});
