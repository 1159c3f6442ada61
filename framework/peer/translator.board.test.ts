import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import sim from '../../boards/sim/board';
import { Rig } from '../board/rig';
import { contiguousPages, type DeclaredPhysmap } from '../shm/physmap';
import { offsetToPhys, pageTable, physToOffset } from '../shm/translation';

/** The translators of both sides, each computing on its own side, against the host's arithmetic. */

let rig: Rig;
beforeAll(async () => {
  rig = await Rig.open(sim, { root: resolve(__dirname, '../..'), onProgress: () => undefined, onConsole: () => undefined });
}, 30_000);
afterAll(() => rig.close());

const tables: Record<string, DeclaredPhysmap> = {
  'one page': { physmap: 0x3ed80000n, size: 0x800000 },
  'one page above 4 GiB': { physmap: 0x8_8000_0000n, size: 0x800000 },
  'contiguous pages': { physmap: contiguousPages(0x3ed80000n, 16), size: 0x10000, pageShift: 12 },
  'scattered pages, with gaps and on both sides of 4 GiB': {
    physmap: [0x3ed80000n, 0x3ed82000n, 0x1000_0000n, 0x0fff_f000n, 0xffff_f000n, 0x1_0000_0000n, 0xff_ffff_f000n],
    size: 0x7000,
    pageShift: 12,
  },
};

describe.each(['linux', 'r5'])('a page table on %s', (id) => {
  test.each(Object.keys(tables))('of %s translates each edge there and back, and nothing beside its pages', async (name) => {
    const table = pageTable(tables[name] as DeclaredPhysmap);
    const translator = await rig.peer(id).translator(tables[name] as DeclaredPhysmap);
    const page = table.pageShift < 0 ? table.size : 2 ** table.pageShift;
    for (let start = 0; start < table.size; start += page) {
      for (const off of [start, start + 1, start + page - 1]) {
        const address = offsetToPhys(table, off);
        expect(await translator.phys(off)).toBe(address);
        expect(await translator.offset(address)).toBe(off);
      }
    }
    await expect(translator.phys(table.size)).rejects.toMatchObject({ code: 'OutOfRange' });
    const inTable = (address: bigint): boolean => table.physmap.some((base) => address >= base && address < base + BigInt(page));
    const beside = table.physmap.flatMap((base) => [base - 1n, base + BigInt(page)]).filter((address) => !inTable(address));
    expect(beside.length).toBeGreaterThan(1);
    for (const address of [...beside, 0n, 0xffff_ffff_ffff_ffffn]) {
      await expect(translator.offset(address)).rejects.toMatchObject({ code: 'OutOfRange' });
    }
  });

  test('that was made first still translates when another was made and used since', async () => {
    const first = await rig.peer(id).translator({ physmap: 0x1000_0000n, size: 0x1000 });
    const second = await rig.peer(id).translator({ physmap: 0x2000_0000n, size: 0x1000 });
    const both = await Promise.all([first.phys(1), second.phys(1), first.phys(2), second.offset(0x2000_0003n)]);
    expect(both).toEqual([0x1000_0001n, 0x2000_0001n, 0x1000_0002n, 3]);
  });

  test('gives what the host computes, for any table and any offset', async () => {
    const pages = fc.uniqueArray(fc.bigInt({ min: 0n, max: 0xf_ffffn }), { minLength: 1, maxLength: 16 });
    await fc.assert(
      fc.asyncProperty(
        pages,
        fc.integer({ min: 12, max: 20 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        async (numbers, pageShift, at) => {
          const declared = { physmap: numbers.map((n) => n << BigInt(pageShift)), size: numbers.length * 2 ** pageShift, pageShift };
          const table = pageTable(declared);
          const off = Math.floor(at * declared.size);
          const translator = await rig.peer(id).translator(declared);
          const address = await translator.phys(off);
          expect(address).toBe(offsetToPhys(table, off));
          expect(await translator.offset(address)).toBe(physToOffset(table, address));
        },
      ),
      { numRuns: 30 },
    );
  });

  test('takes no offset that is none', async () => {
    const translator = await rig.peer(id).translator({ physmap: 0x1000_0000n, size: 0x1000 });
    for (const off of [-1, 0.5, Number.NaN, 2 ** 53]) await expect(translator.phys(off)).rejects.toMatchObject({ code: 'InvalidArgument' });
    for (const address of [-1n, 1n << 64n]) await expect(translator.offset(address)).rejects.toMatchObject({ code: 'InvalidArgument' });
  });

  test('that contradicts itself is refused', async () => {
    await expect(rig.peer(id).translator({ physmap: [0x1000n], size: 0x2000, pageShift: 12 })).rejects.toMatchObject({
      code: 'ConfigError',
    });
  });
});

test('an R5 says how many pages it takes', async () => {
  const table = { physmap: contiguousPages(0x1000_0000n, 17), size: 0x11000, pageShift: 12 };
  await expect(rig.peer('r5').translator(table)).rejects.toMatchObject({
    code: 'ConfigError',
    message: expect.stringContaining('at most 16'),
  });
});
