import { board, checkTranslation, contiguousPages, peerIds, useRig, type DeclaredPhysmap } from '../framework';

const rig = useRig();
const shm = board().shm[0]!;
/** The window, as a region has it by default. */
const linear = { physmap: shm.physmap, size: shm.size };
/** Page tables of the regions, as many pages of each as every side takes. */
const tables = shm.regions.map(({ physmap, size, pageShift }, i) => {
  const pages = physmap.slice(0, 16);
  const page = pageShift < 0 ? size : 2 ** pageShift;
  return { i, table: { physmap: pages, size: pages.length * page, pageShift } };
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

/** First and last byte of each page. */
function edges({ physmap, size }: { physmap: readonly bigint[]; size: number }): number[] {
  const page = size / physmap.length;
  return physmap.flatMap((_, n) => [n * page, (n + 1) * page - 1]);
}

describe.each(peerIds())('%s translates addresses', (id) => {
  test.each(offsets)('offset %s to the physical address physmap + offset, and back', async (_, off) => {
    expect(await checkTranslation(rig.peer(id).region(), linear, { offs: [off] })).toTranslateAsDeclared();
  });

  test.each(offsets)('offset %s to a virtual address and back', async (_, off) => {
    const region = rig.peer(id).region();
    const virtual = await region.virt(off);
    expect(virtual).toBe((await region.virt(0)) + BigInt(off));
    expect(await region.virtToOffset(virtual)).toBe(off);
  });

  test.each(tables)('through the declared page table of region $i, page by page', async ({ table }) => {
    const translator = await rig.peer(id).translator(table);
    expect(await checkTranslation(translator, table, { offs: [...edges(table), table.size] })).toTranslateAsDeclared();
  });

  test.each(made)('through %s: the edges of each page both ways, nothing past the last byte or in a gap', async (_, table) => {
    const translator = await rig.peer(id).translator(table);
    const bases = typeof table.physmap === 'bigint' ? [table.physmap] : table.physmap;
    const page = BigInt(table.size / bases.length);
    const beside = bases.flatMap((base) => [base - 1n, base + page]);
    const offs = [...edges({ physmap: bases, size: table.size }), table.size];
    expect(await checkTranslation(translator, table, { offs, addresses: beside })).toTranslateAsDeclared();
  });

  test('an offset one past the end has no address', async () => {
    const region = rig.peer(id).region();
    expect(await checkTranslation(region, linear, { offs: [shm.size] })).toTranslateAsDeclared();
    await expect(region.virt(shm.size)).rejects.toMatchObject({ code: 'OutOfRange' });
  });

  test('addresses just outside the window have no offset', async () => {
    const addresses = [shm.physmap - 1n, shm.physmap + BigInt(shm.size)];
    expect(await checkTranslation(rig.peer(id).region(), linear, { addresses })).toTranslateAsDeclared();
  });
});

test('both sides mean the same bytes by the same physical address', async () => {
  const ids = peerIds();
  const addresses = ids.map((_, i) => shm.physmap + BigInt(0x100 + 4 * i));
  for (const [i, id] of ids.entries()) {
    const region = rig.peer(id).region();
    expect(await checkTranslation(region, linear, { addresses })).toTranslateAsDeclared();
    await region.write32(await region.physToOffset(addresses[i]!), 0xc0de0000 + i);
  }
  for (const id of ids) {
    const region = rig.peer(id).region();
    for (const [i] of ids.entries()) expect(await region.read32(await region.physToOffset(addresses[i]!))).toBe(0xc0de0000 + i);
  }
});
