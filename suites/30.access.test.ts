import { board, controlOffset, directions, PATTERN, peerIds, scaled, skipBlock, useRig } from '../framework';

const rig = useRig();
const shm = board().shm[0]!;
const LOAD = ['relaxed', 'acquire', 'seq_cst'] as const;
const STORE = ['relaxed', 'release', 'seq_cst'] as const;
const pairs = STORE.flatMap((store) =>
  LOAD.map((load): [string, string, (typeof STORE)[number], (typeof LOAD)[number]] => [store, load, store, load]),
);

describe.each(directions())('%s writes, %s reads', (from, to) => {
  describe.each(pairs)('stored %s, loaded %s', (_, __, store, load) => {
    test('8 bits: every byte lane of a word', async () => {
      for (let lane = 0; lane < 4; lane++)
        await rig
          .peer(from)
          .region()
          .write8(0x200 + lane, 0xa0 + lane, store);
      for (let lane = 0; lane < 4; lane++)
        expect(
          await rig
            .peer(to)
            .region()
            .read8(0x200 + lane, load),
        ).toBe(0xa0 + lane);
    });

    test('16 bits: both halves of a word', async () => {
      await rig.peer(from).region().write16(0x210, 0xbeef, store);
      await rig.peer(from).region().write16(0x212, 0xcafe, store);
      expect([await rig.peer(to).region().read16(0x210, load), await rig.peer(to).region().read16(0x212, load)]).toEqual([0xbeef, 0xcafe]);
    });

    test('32 bits', async () => {
      await rig.peer(from).region().write32(0x220, 0x89abcdef, store);
      expect(await rig.peer(to).region().read32(0x220, load)).toBe(0x89abcdef);
    });

    test('64 bits', async () => {
      await rig.peer(from).region().write64(0x230, 0x0123456789abcdefn, store);
      expect(await rig.peer(to).region().read64(0x230, load)).toBe(0x0123456789abcdefn);
    });
  });

  test('both sides agree on the byte order of a word', async () => {
    await rig.peer(from).region().write32(0x240, 0x04030201);
    expect([...(await rig.peer(to).region().blockRead(0x240, 4))]).toEqual([1, 2, 3, 4]);
  });

  test('a walking one on every data bit', async () => {
    for (let bit = 0; bit < 32; bit++) {
      const value = 2 ** bit;
      await rig.peer(from).region().write32(0x250, value);
      expect(await rig.peer(to).region().read32(0x250)).toBe(value);
    }
  });

  test('a walking one on every address line: no word aliases another', async () => {
    const lines = [0];
    for (let off = 4; off < shm.size; off *= 2) lines.push(off);
    for (const off of lines)
      await rig
        .peer(from)
        .region()
        .write32(off, 0xadd00000 + off);
    for (const off of lines) expect(await rig.peer(to).region().read32(off)).toBe((0xadd00000 + off) >>> 0);
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

  test.each([8, 16, 32, 64, 128])('address in address over the region, filled and verified in %i-bit accesses', async (width) => {
    const all = controlOffset(shm.size);
    const len = scaled(Math.min(0x40000, all), all);
    const job = { pattern: PATTERN.address, seed: rig.nextSeed(), off: 0, len, width };
    await rig.peer(from).job('fill', job);
    expect(await rig.peer(to).job('verify', job)).toMatchPattern();
  });

  test('verify finds the one byte that was changed', async () => {
    const job = { pattern: PATTERN.random, seed: rig.nextSeed(), off: 0, len: 0x1000, width: 32 };
    await rig.peer(from).job('fill', job);
    const before = await rig.peer(to).region().read8(0x802);
    await rig
      .peer(from)
      .region()
      .write8(0x802, before ^ 0x10);
    const found = await rig.peer(to).job('verify', job);
    expect(found).not.toMatchPattern();
    expect([found.mismatches, found.firstOff, found.expected ^ found.got]).toEqual([1n, 0x800n, 0x100000n]);
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
