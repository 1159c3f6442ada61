import { board, peerIds, useRig } from '../framework';

const rig = useRig();
const shm = board().shm[0]!;
/** Page tables of the regions, as many pages of each as every side takes. */
const tables = shm.regions.map(({ physmap, size, pageShift }, i) => {
  const pages = physmap.slice(0, 16);
  const page = pageShift < 0 ? size : 2 ** pageShift;
  return { i, page, table: { physmap: pages, size: pages.length * page, pageShift } };
});
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
