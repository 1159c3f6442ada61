import { ALIGN_OP, board, directions, peerIds, scaled, useRig, type BlockWidth } from '../framework';

const rig = useRig();
const OFF = 0x1000;
const WIDTHS: BlockWidth[] = [8, 16, 32, 64, 128];

const forced: (BlockWidth | 0)[] = [0, ...scaled<BlockWidth[]>([32], WIDTHS)];
const kinds = Object.entries(ALIGN_OP).flatMap(([name, op]) =>
  forced.map((width): [string, string, number, number] => [
    name,
    width === 0 ? 'the widest accesses' : `accesses of ${width} bits`,
    op,
    width,
  ]),
);

describe.each(peerIds())('blocks on %s', (id) => {
  test.each(kinds)('%s in %s: every source and destination modulo 16, 0 to 80 bytes, guard bytes untouched', async (_, __, op, width) => {
    const found = await rig.checkBlocks(id, { op, width, least: 0, most: 80, off: OFF, seed: rig.nextSeed() });
    expect(found).toMoveEveryBlock();
    expect(found.cases).toBe(16n * 16n * 81n);
  });

  test.each(Object.entries(ALIGN_OP))('%s of a large block, at every alignment', async (_, op) => {
    const len = scaled(1027, 8189);
    const found = await rig.checkBlocks(id, { op, width: 0, least: len, most: len, off: OFF, seed: rig.nextSeed() });
    expect(found).toMoveEveryBlock();
    expect(found.bytes).toBe(256n * BigInt(len));
  });

  test('at the very end of the region the last byte moves, and one more is refused', async () => {
    const region = rig.peer(id).region();
    const { size } = board().shm[0]!;
    await region.blockSet(size - 5, 0x3c, 5);
    await region.blockWrite(size - 3, Uint8Array.of(1, 2, 3));
    expect([...(await region.blockRead(size - 5, 5))]).toEqual([0x3c, 0x3c, 1, 2, 3]);
    await expect(region.blockWrite(size - 3, Uint8Array.of(9, 9, 9, 9))).rejects.toMatchObject({ code: 'OutOfRange' });
    expect([...(await region.blockRead(size - 5, 5))]).toEqual([0x3c, 0x3c, 1, 2, 3]);
  });
});

describe.each(directions())('%s writes and %s reads, the width forced from here', (from, to) => {
  test.each(WIDTHS)('%i bits: the block and no other byte', async (width) => {
    const least = width / 8;
    const bytes = Uint8Array.from({ length: 160 }, (_, i) => (i * 5 + width) & 0xff);
    const writer = rig.peer(from).region();
    const reader = rig.peer(to).region();
    await writer.blockSet(OFF, 0x5a, 256);
    await writer.blockWrite(OFF + least, bytes, { width });
    await writer.blockSet(OFF + 160, 0xa5, 2 * least, { width });
    const expected = new Uint8Array(256).fill(0x5a);
    expected.set(bytes, least);
    expected.fill(0xa5, 160, 160 + 2 * least);
    expect(await reader.blockRead(OFF, 256, { width })).toEqual(expected);
  });
});

describe.each(peerIds())('%s refuses a forced width', (id) => {
  test.each([
    ['that the offset is no multiple of', OFF + 2, 8, 32, 'Misaligned'],
    ['that the length is no multiple of', OFF, 6, 32, 'Misaligned'],
    ['of 128 bits at a multiple of 8', OFF + 8, 16, 128, 'Misaligned'],
    ['that there is not', OFF, 24, 24, 'InvalidArgument'],
  ])('%s, and touches nothing', async (_, off, len, width, code) => {
    const region = rig.peer(id).region();
    const options = { width: width as BlockWidth };
    await region.blockSet(OFF, 0x77, 64);
    await expect(region.blockSet(off, 0, len, options)).rejects.toMatchObject({ code });
    await expect(region.blockWrite(off, new Uint8Array(len), options)).rejects.toMatchObject({ code });
    await expect(region.blockRead(off, len, options)).rejects.toMatchObject({ code });
    expect(await region.blockRead(OFF, 64)).toEqual(new Uint8Array(64).fill(0x77));
  });
});
