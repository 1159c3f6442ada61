import { board, directions, PATTERN, peerIds, scaled, skipBlock, useRig, type Width } from '../framework';

const rig = useRig();
const shm = board().shm[0]!;
const OFF = 0x200;
const LOAD = ['relaxed', 'acquire', 'seq_cst'] as const;
const STORE = ['relaxed', 'release', 'seq_cst'] as const;
type Orders = [store: (typeof STORE)[number], load: (typeof LOAD)[number]];
/** The orders that belong together, and every store with every load. */
const matched: Orders[] = [
  ['seq_cst', 'seq_cst'],
  ['release', 'acquire'],
  ['relaxed', 'relaxed'],
];
const every = STORE.flatMap((store) => LOAD.map((load): Orders => [store, load]));

const WIDTHS: Width[] = [8, 16, 32, 64];
/** A width to write with, another to read with: every pair, in smoke those that differ most. */
const widths = scaled<[Width, Width][]>(
  [
    [8, 64],
    [64, 8],
    [16, 32],
    [32, 16],
  ],
  WIDTHS.flatMap((width) => WIDTHS.filter((other) => other !== width).map((other): [Width, Width] => [width, other])),
);

/** The 64-bit word at `OFF` in elements of `width`, each byte another value. */
function lanes(width: Width, salt: number): { off: number; width: Width; value: bigint }[] {
  const bytes = Array.from({ length: 8 }, (_, i) => BigInt((salt + i * 29) & 0xff));
  const word = bytes.reduceRight((value, byte) => (value << 8n) | byte, 0n);
  return Array.from({ length: 64 / width }, (_, i) => ({
    off: OFF + (i * width) / 8,
    width,
    value: BigInt.asUintN(width, word >> BigInt(i * width)),
  }));
}

describe.each(directions())('%s writes, %s reads', (from, to) => {
  describe.each(scaled(matched, every))('stored %s, loaded %s', (store, load) => {
    test.each(WIDTHS)('%i bits: every element of a 64-bit word', async (width) => {
      expect(await rig.readback(from, to, { writes: lanes(width, rig.nextSeed()), store, load })).toBeAsWritten();
    });
  });

  describe.each(scaled(matched.slice(0, 1), matched))('stored %s, loaded %s', (store, load) => {
    test.each(widths)('written in %i bits, read in %i: little-endian, byte by byte', async (width, other) => {
      const reads = lanes(other, 0);
      expect(await rig.readback(from, to, { writes: lanes(width, rig.nextSeed()), reads, store, load })).toBeAsWritten();
    });
  });

  test('both sides agree on the byte order of a word', async () => {
    await rig.peer(from).region().write32(0x240, 0x04030201);
    expect([...(await rig.peer(to).region().blockRead(0x240, 4))]).toEqual([1, 2, 3, 4]);
  });

  test.each([1, 3, 4, 7, 64, 255])('a block of %i bytes, at every alignment of a word', async (len) => {
    const bytes = Uint8Array.from({ length: len }, (_, i) => (i * 7 + len) & 0xff);
    for (let align = 0; align < 4; align++) {
      const off = 0x1000 + align;
      await rig
        .peer(from)
        .region()
        .blockSet(0x0ff0, 0x5a, len + 0x30);
      await rig.peer(from).region().blockWrite(off, bytes);
      expect(await rig.peer(to).region().blockRead(off, len)).toEqual(bytes);
      expect(
        await rig
          .peer(to)
          .region()
          .read8(off - 1),
      ).toBe(0x5a);
      expect(
        await rig
          .peer(to)
          .region()
          .read8(off + len),
      ).toBe(0x5a);
    }
  });
});

describe.each(peerIds())('%s refuses what the contract forbids and touches nothing', (id) => {
  const refused: [string, () => Promise<unknown>, string][] = [
    ['a word at an odd offset', () => rig.peer(id).region().write32(0x302, 1), 'Misaligned'],
    ['a word past the end', () => rig.peer(id).region().read32(shm.size), 'OutOfRange'],
    [
      'a block that runs past the end',
      () =>
        rig
          .peer(id)
          .region()
          .blockSet(shm.size - 4, 0, 8),
      'OutOfRange',
    ],
    ['a fractional offset', () => rig.peer(id).region().read8(0.5), 'InvalidArgument'],
    ['a value wider than the access', () => rig.peer(id).region().write8(0x300, 256), 'InvalidArgument'],
    ['a second open', () => rig.peer(id).open('platform', shm.name), 'AlreadyOpen'],
  ];

  test.each(refused)('%s', async (_, act, code) => {
    const region = rig.peer(id).region();
    await region.blockSet(0x300, 0x77, 8);
    await region.blockSet(shm.size - 8, 0x77, 8);
    await expect(act()).rejects.toMatchObject({ code });
    const sevens = new Uint8Array(8).fill(0x77);
    expect(await region.blockRead(0x300, 8)).toEqual(sevens);
    expect(await region.blockRead(shm.size - 8, 8)).toEqual(sevens);
  });
});

describe.each(peerIds().filter((id) => board().peers[id]?.kind === 'serial'))('%s and the guard pages around the window', (id) => {
  // What lies past a window without guard pages may be anything: it is not to be touched.
  if (board().memory.guard === 0) skipBlock('the board declares no guard pages: memory.guard is 0');

  test('a stray access faults with the right address, and the side goes on', async () => {
    const address = shm.physmap + BigInt(shm.size);
    await expect(rig.r5(id).probe(32, address)).rejects.toMatchObject({
      code: 'PeerFault',
      detail: { kind: 'data', address, access: 'read' },
    });
    await expect(rig.r5(id).poke(32, address, 1n)).rejects.toMatchObject({
      code: 'PeerFault',
      detail: { kind: 'data', address, access: 'write' },
    });
    expect(await rig.peer(id).region().read32(0)).toEqual(expect.any(Number));
  });

  test('filling the whole region leaves them untouched', async () => {
    const seed = rig.nextSeed();
    expect(await rig.r5(id).guardFill(seed)).toBeGreaterThan(0);
    for (const side of peerIds()) {
      await rig.peer(side).job('fill', { pattern: PATTERN.random, seed, off: 0, len: shm.size, width: 64 });
    }
    expect(await rig.r5(id).guardCheck(seed)).toEqual({ ok: true });
  });
});
