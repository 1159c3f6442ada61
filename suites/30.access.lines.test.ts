import { board, directions, PATTERN, scaled, useRig, type Pattern, type Width } from '../framework';

/** Data and address lines, each high alone and low alone; then the whole region. What was there before is known, so that old data shows as old. */

const rig = useRig();
const shm = board().shm[0]!;
const ALL = [8, 16, 32, 64, 128];
/** Four rounds of a walking bit. */
const DATA = { off: 0x410, len: 0x800 };

/** A width to fill with and one to verify with. */
const pairs = ALL.flatMap((fill) => scaled([fill === 8 ? 64 : 8], ALL).map((verify): [number, number] => [fill, verify]));
const walking: [Pattern][] = [['walkingOne'], ['walkingZero'], ['checkerboard']];

/** The offsets with one bit set, or all bits but one, of an element that is aligned to its width; then the two that have none and all. */
function addressLines(width: Width): number[] {
  const step = width / 8;
  const last = shm.size - step;
  const offs = new Set([0, last]);
  for (let line = step; line < shm.size; line *= 2) for (const off of [line, last - line]) if (off >= 0 && off <= last) offs.add(off);
  return [...offs];
}

describe.each(directions())('%s writes, %s reads', (from, to) => {
  describe.each(walking)('data lines, %s', (pattern) => {
    test.each(pairs)('filled in accesses of %i bits, verified in %i', async (width, other) => {
      const seed = rig.nextSeed();
      const before = { pattern: PATTERN.random, seed: rig.nextSeed() };
      await rig.peer(to).job('fill', { ...before, ...DATA, width: 64 });
      await rig.peer(from).job('fill', { pattern: PATTERN[pattern], seed, ...DATA, width });
      expect(await rig.checkPattern(to, { pattern: PATTERN[pattern], seed, ...DATA, width: other }, { before })).toMatchPattern();
    });
  });

  test.each(scaled<Width[]>([8], [32, 64]))('data lines of %i bits, one scalar access a bit', async (width) => {
    const ones = Array.from({ length: width }, (_, bit) => 1n << BigInt(bit));
    const values = [...ones, ...ones.map((one) => BigInt.asUintN(width, ~one))];
    const writes = values.map((value, i) => ({ off: 0x400 + i * 8, width, value }));
    expect(await rig.readback(from, to, { writes })).toBeAsWritten();
  });

  test.each(scaled<Width[]>([32], [8, 16, 32, 64]))('address lines of %i bits: no element aliases another', async (width) => {
    const salt = rig.nextSeed();
    const writes = addressLines(width).map((off, i) => ({
      off,
      width,
      value: BigInt.asUintN(width, BigInt(salt) * 0x9e37_79b9_7f4a_7c15n + BigInt(i) * 0x0b0d_1d35_4759_8b9dn),
    }));
    expect(await rig.readback(from, to, { writes })).toBeAsWritten();
  });

  test.each(ALL)('address in address, then its inverse, over the region in %i-bit accesses', async (width) => {
    const len = scaled(width === 64 ? shm.size : Math.min(0x40000, shm.size), shm.size);
    const [address, inverse] = [PATTERN.address, PATTERN.inverseAddress].map((pattern) => ({
      pattern,
      seed: rig.nextSeed(),
      off: 0,
      len,
      width,
    }));
    await rig.peer(from).job('fill', address!);
    expect(await rig.checkPattern(to, address!)).toMatchPattern();
    await rig.peer(from).job('fill', inverse!);
    expect(await rig.checkPattern(to, inverse!, { before: address! })).toMatchPattern();
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
