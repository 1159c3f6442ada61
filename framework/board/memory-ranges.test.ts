import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { builtin, defineBoard, host, local, serial, simulator, type BoardDeclaration } from '..';
import { memoryRanges } from './memory-ranges';

const base: BoardDeclaration = {
  name: 'bench',
  soc: host,
  shm: [{ name: '3ed80000.shm', physmap: 0x3ed80000n, size: 0x10000, memFlags: 0x30c }],
  memory: { firmware: { base: 0x3ed00000n, size: 0x40000 } },
  peers: { linux: local(), r5: serial({ firmware: builtin() }) },
  power: simulator(),
};
const other = (physmap: bigint, size = 0x1000): BoardDeclaration['shm'][number] => ({
  name: `${physmap.toString(16)}.other`,
  physmap,
  size,
  memFlags: 0x30c,
});

const refused = (change: object): string => {
  try {
    defineBoard({ ...base, ...change });
  } catch (error) {
    expect(error).toMatchObject({ code: 'ConfigError' });
    return (error as Error).message;
  }
  throw new Error('defineBoard accepted it');
};

describe('the memory of a board', () => {
  test('lists every owner with its field', () => {
    const board = defineBoard({ ...base, memory: { ...base.memory, guard: 0x1000, doorbell: { base: 0x3ed40000n, size: 0x1000 } } });
    expect(memoryRanges(board).map(({ kind, base: from, size }) => [kind, from, size])).toEqual([
      ['firmware', 0x3ed00000n, 0x40000],
      ['doorbell', 0x3ed40000n, 0x1000],
      ['guard', 0x3ed7f000n, 0x1000],
      ['shm', 0x3ed80000n, 0x10000],
      ['guard', 0x3ed90000n, 0x1000],
    ]);
  });

  test.each<[what: string, change: object, message: RegExp]>([
    [
      'a window over the firmware',
      { memory: { firmware: { base: 0x3ed70000n, size: 0x10001 } } },
      /shm\[0\]\.regions\[0\] of '3ed80000\.shm' 0x3ed80000\+0x10000 overlaps memory\.firmware 0x3ed70000\+0x10001/,
    ],
    [
      'a doorbell in the window',
      { memory: { ...base.memory, doorbell: { base: 0x3ed8f000n, size: 0x1000 } } },
      /memory\.doorbell 0x3ed8f000\+0x1000 overlaps shm\[0\]/,
    ],
    [
      'a guard over the firmware',
      { memory: { firmware: { base: 0x3ed70000n, size: 0x10000 }, guard: 0x1000 } },
      /memory\.guard below shm\[0\].* overlaps memory\.firmware/,
    ],
    ['two devices over each other', { shm: [base.shm[0], other(0x3ed8f000n)] }, /shm\[1\].*'3ed8f000\.other'.* overlaps shm\[0\]/],
    [
      'a small device inside a large one, after another',
      { shm: [other(0x3e000000n, 0x800000), other(0x3e100000n), other(0x3e700000n)] },
      /shm\[1\].* overlaps shm\[0\]/,
    ],
    [
      'two regions of a device over each other',
      {
        shm: [
          {
            name: '3ed80000.shm',
            regions: [
              { physmap: 0x3ed80000n, size: 0x2000, memFlags: 0x30c },
              { physmap: 0x3ed81000n, size: 0x1000, memFlags: 0x30c },
            ],
          },
        ],
      },
      /regions\[1\].* overlaps shm\[0\]\.regions\[0\]/,
    ],
    ['two devices of one name', { shm: [base.shm[0], base.shm[0]] }, /two shm devices have the name '3ed80000\.shm'/],
    ['memory above what the R5 addresses', { shm: [other(0x1_0000_0000n)] }, /0x100000000\+0x1000 lies above the 4 GiB that an R5 can/],
    ['memory that ends above it', { shm: [other(0xffff_f000n, 0x2000)] }, /lies above the 4 GiB/],
    ['a guard below address 0', { shm: [other(0n)], memory: { ...base.memory, guard: 0x1000 } }, /starts below address 0/],
  ])('is refused with %s, naming both and the rule', (_, change, message) => {
    expect(refused(change)).toMatch(message);
  });

  test('may lie above 4 GiB where no R5 maps it', () => {
    const board = defineBoard({ ...base, shm: [other(0x8_0000_0000n)], peers: { linux: local() } });
    expect(board.shm[0]?.physmap).toBe(0x8_0000_0000n);
  });

  test('is accepted exactly when no two ranges share a byte', () => {
    const range = fc.record({ page: fc.nat(30), pages: fc.integer({ min: 1, max: 6 }) });
    fc.assert(
      fc.property(fc.uniqueArray(range, { minLength: 1, maxLength: 5, selector: ({ page }) => page }), fc.boolean(), (ranges, guarded) => {
        const guard = guarded ? 0x1000 : 0;
        const shm = ranges.map(({ page, pages }) => other(0x3000_0000n + BigInt(page) * 0x1000n, pages * 0x1000));
        const bytes = ranges.flatMap(({ page, pages }) =>
          Array.from({ length: pages + (guarded ? 2 : 0) }, (_, i) => page - (guarded ? 1 : 0) + i),
        );
        const declare = (): unknown => defineBoard({ ...base, shm, memory: { ...base.memory, guard } });
        if (new Set(bytes).size === bytes.length) expect(declare).not.toThrow();
        else expect(declare).toThrow(/overlaps/);
      }),
    );
  });
});
