import { board, contiguousPages, peerIds, useRig, type DeclaredPhysmap } from '../framework';

const rig = useRig();
const shm = board().shm[0]!;
/** Page tables of the regions, as many pages of each as every side takes. */
const tables = shm.regions.map(({ physmap, size, pageShift }, i) => {
  const pages = physmap.slice(0, 16);
  const page = pageShift < 0 ? size : 2 ** pageShift;
  return { i, page, table: { physmap: pages, size: pages.length * page, pageShift } };
});
/** Tables of no board: nothing is touched, so any can be tried. */
const made: [string, DeclaredPhysmap][] = [
  ['one page (page_mask all ones)', { physmap: 0x1000_0000n, size: 0x12000 }],
  ['one page above 4 GiB', { physmap: 0x8_7fff_f000n, size: 0x4000 }],
  ['pages of 4 KiB, contiguous', { physmap: contiguousPages(0x3ed80000n, 4), size: 0x4000, pageShift: 12 }],
  [
    'pages of 4 KiB, scattered, with gaps, on both sides of 4 GiB',
    { physmap: [0x3ed82000n, 0x3ed80000n, 0xffff_f000n, 0x1_0000_1000n, 0xff_ffff_f000n], size: 0x5000, pageShift: 12 },
  ],
];
const offsets = [0, 4, 0x1000, shm.size / 2, shm.size - 1]
  .filter((off) => off < shm.size)
  .map((off): [string, number] => [`0x${off.toString(16)}`, off]);

describe.each(peerIds())('%s translates addresses', (id) => {
  test.each(offsets)('offset %s to the physical address physmap + offset, and back', async (_, off) => {
    const region = rig.peer(id).region();
    const physical = await region.phys(off);
    expect(physical).toBe(shm.physmap + BigInt(off));
    expect(await region.physToOffset(physical)).toBe(off);
  });

  test.each(offsets)('offset %s to a virtual address and back', async (_, off) => {
    const region = rig.peer(id).region();
    const virtual = await region.virt(off);
    expect(virtual).toBe((await region.virt(0)) + BigInt(off));
    expect(await region.virtToOffset(virtual)).toBe(off);
  });

  test.each(tables)('through the declared page table of region $i, page by page', async ({ page, table }) => {
    const translator = await rig.peer(id).translator(table);
    for (const [n, base] of table.physmap.entries()) {
      for (const off of [0, page - 1]) {
        expect(await translator.phys(n * page + off)).toBe(base + BigInt(off));
        expect(await translator.offset(base + BigInt(off))).toBe(n * page + off);
      }
    }
    await expect(translator.phys(table.size)).rejects.toMatchObject({ code: 'OutOfRange' });
  });

  test.each(made)('through %s: the edges of each page both ways, nothing past the last byte or in a gap', async (_, table) => {
    const translator = await rig.peer(id).translator(table);
    const bases = typeof table.physmap === 'bigint' ? [table.physmap] : table.physmap;
    const page = table.size / bases.length;
    for (const [n, base] of bases.entries()) {
      for (const off of [0, page - 1]) {
        expect(await translator.phys(n * page + off)).toBe(base + BigInt(off));
        expect(await translator.offset(base + BigInt(off))).toBe(n * page + off);
      }
      for (const beside of [base - 1n, base + BigInt(page)]) {
        const owner = bases.findIndex((other) => beside >= other && beside < other + BigInt(page));
        if (owner < 0) await expect(translator.offset(beside)).rejects.toMatchObject({ code: 'OutOfRange' });
        else expect(await translator.offset(beside)).toBe(owner * page + Number(beside - (bases[owner] as bigint)));
      }
    }
    await expect(translator.phys(table.size)).rejects.toMatchObject({ code: 'OutOfRange' });
  });

  test('an offset one past the end has no address', async () => {
    const region = rig.peer(id).region();
    await expect(region.phys(shm.size)).rejects.toMatchObject({ code: 'OutOfRange' });
    await expect(region.virt(shm.size)).rejects.toMatchObject({ code: 'OutOfRange' });
  });

  test('addresses just outside the window have no offset', async () => {
    const region = rig.peer(id).region();
    await expect(region.physToOffset(shm.physmap - 1n)).rejects.toMatchObject({ code: 'OutOfRange' });
    await expect(region.physToOffset(shm.physmap + BigInt(shm.size))).rejects.toMatchObject({ code: 'OutOfRange' });
  });
});

test('both sides mean the same bytes by the same physical address', async () => {
  const ids = peerIds();
  for (const [i, id] of ids.entries()) {
    const region = rig.peer(id).region();
    await region.write32(await region.physToOffset(shm.physmap + BigInt(0x100 + 4 * i)), 0xc0de0000 + i);
  }
  for (const id of ids) {
    const region = rig.peer(id).region();
    for (const [i] of ids.entries())
      expect(await region.read32(await region.physToOffset(shm.physmap + BigInt(0x100 + 4 * i)))).toBe(0xc0de0000 + i);
  }
});
