import { describe, expect, test } from '@jest/globals';
import sim from '../../boards/sim/board';
import zcu102Qemu from '../../boards/zcu102-qemu/board';
import { memoryMap } from './memory-map';

const defines = (header: string): Map<string, string> =>
  new Map([...header.matchAll(/^#define (\w+) (\S+)/gm)].map(([, name, value]) => [name ?? '', value ?? '']));

describe('the memory map of a board', () => {
  test('gives the firmware every address, size and name of the declaration', () => {
    expect(Object.fromEntries(defines(memoryMap(zcu102Qemu).header))).toEqual({
      AMP_BOARD_NAME: '"zcu102-qemu"',
      AMP_SHM_NAME: '"3ed80000.shm"',
      AMP_SHM_BASE: '0x3ed80000u',
      AMP_SHM_SIZE: '0x800000u',
      AMP_SHM_FLAGS: '0x30cu',
      AMP_FW_BASE: '0x3ed00000u',
      AMP_FW_SIZE: '0x40000u',
      AMP_GUARD_SIZE: '0x1000u',
      AMP_DOORBELL_BASE: '0x3ed40000u',
      AMP_DOORBELL_SIZE: '0x1000u',
      AMP_DOORBELL_IRQ: '0x84u',
    });
  });

  test('leaves the doorbell out where the board has none', () => {
    const { header, linker } = memoryMap({ ...sim, memory: { ...sim.memory, doorbell: undefined } });
    expect(header).not.toContain('DOORBELL');
    expect(linker).not.toContain('DOORBELL');
  });

  test('gives the linker the same numbers as the compiler', () => {
    const { header, linker } = memoryMap(zcu102Qemu);
    const symbols = [...linker.matchAll(/^(\w+) = (0x[0-9a-f]+);$/gm)].map(([, name, value]) => [name, value]);
    expect(symbols.length).toBeGreaterThanOrEqual(8);
    for (const [name, value] of symbols) expect(defines(header).get(name ?? '')).toBe(`${value}u`);
  });

  test('refuses a first region that is scattered, since the firmware sees it as one window', () => {
    const pages = [0x3ed80000n, 0x3ed90000n];
    const region = { ...zcu102Qemu.shm[0]!.regions[0]!, physmap: pages, size: 0x2000, pageShift: 12, pageMask: 0xfffn };
    const scattered = { ...zcu102Qemu, shm: [{ ...zcu102Qemu.shm[0]!, regions: [region] }] };
    expect(() => memoryMap(scattered)).toThrow(/'3ed80000\.shm' is scattered over 2 places/);
  });

  test('refuses an address that an R5 cannot reach and names it', () => {
    const high = { ...zcu102Qemu, memory: { ...zcu102Qemu.memory, firmware: { base: 0x1_0000_0000n, size: 0x40000 } } };
    expect(() => memoryMap(high)).toThrow(/AMP_FW_BASE is 0x100000000/);
  });
});
