import { directions, peerIds, readWidth, useRig, withOps, writeWidth, type RegionOps, type ShmRegion } from '../framework';

/** A region with operations of its own, as libmetal's `struct metal_io_ops`: here they write down every access and pass it on. */

const rig = useRig();
const OFF = 0x1000;

function recorded(io: ShmRegion, accesses: unknown[]): ShmRegion {
  const ops: RegionOps = {
    read: (under, off, order, width) => (accesses.push(['read', width, off, order]), readWidth(under, width, off, order)),
    write: (under, off, value, order, width) => (
      accesses.push(['write', width, off, value, order]),
      writeWidth(under, width, off, value, order)
    ),
    blockRead: (under, off, len, options) => (accesses.push(['blockRead', off, len]), under.blockRead(off, len, options)),
    blockWrite: (under, off, bytes, options) => (accesses.push(['blockWrite', off, bytes.length]), under.blockWrite(off, bytes, options)),
    blockSet: (under, off, byte, len, options) => (accesses.push(['blockSet', off, byte, len]), under.blockSet(off, byte, len, options)),
    offsetToPhys: (under, off) => (accesses.push(['offsetToPhys', off]), under.phys(off)),
    physToOffset: (under, address) => (accesses.push(['physToOffset', address]), under.physToOffset(address)),
  };
  return withOps(io, ops);
}

describe.each(directions())('%s through a region that records, %s beside it', (from, to) => {
  test('every access is recorded once, in order, and reaches the memory that the other side sees', async () => {
    const accesses: unknown[] = [];
    const region = recorded(rig.peer(from).region(), accesses);
    const other = rig.peer(to).region();
    await region.blockSet(OFF, 0x11, 32);
    await region.write8(OFF + 1, 0xa1, 'relaxed');
    await region.write16(OFF + 2, 0xa2b2);
    await region.write32(OFF + 4, 0xa4b4c4d4, 'release');
    await region.write64(OFF + 8, 0xa8b8c8d8e8f80818n);
    await region.blockWrite(OFF + 16, Uint8Array.of(1, 2, 3), { width: 8 });
    expect(Buffer.from(await other.blockRead(OFF, 20)).toString('hex')).toBe('11a1b2a2d4c4b4a41808f8e8d8c8b8a801020311');

    await other.write32(OFF + 4, 0x01020304);
    expect([await region.read8(OFF + 7), await region.read32(OFF + 4, 'acquire'), await region.read64(OFF, 'relaxed')]).toEqual([
      1,
      0x01020304,
      0x01020304a2b2a111n,
    ]);
    expect(await region.blockRead(OFF + 16, 4)).toEqual(Uint8Array.of(1, 2, 3, 0x11));
    const physical = await other.phys(OFF);
    expect([await region.phys(OFF), await region.physToOffset(physical)]).toEqual([physical, OFF]);

    expect(accesses).toEqual([
      ['blockSet', OFF, 0x11, 32],
      ['write', 8, OFF + 1, 0xa1n, 'relaxed'],
      ['write', 16, OFF + 2, 0xa2b2n, 'seq_cst'],
      ['write', 32, OFF + 4, 0xa4b4c4d4n, 'release'],
      ['write', 64, OFF + 8, 0xa8b8c8d8e8f80818n, 'seq_cst'],
      ['blockWrite', OFF + 16, 3],
      ['read', 8, OFF + 7, 'seq_cst'],
      ['read', 32, OFF + 4, 'acquire'],
      ['read', 64, OFF, 'relaxed'],
      ['blockRead', OFF + 16, 4],
      ['offsetToPhys', OFF],
      ['physToOffset', physical],
    ]);
  });
});

describe.each(peerIds())('operations on %s', (id) => {
  test('may stand in for the memory: what they do not pass on never reaches it', async () => {
    const io = rig.peer(id).region();
    await io.write32(OFF, 0x600d600d);
    const readOnly = withOps(io, { write: async () => undefined, blockSet: async () => undefined });
    await readOnly.write32(OFF, 0);
    await readOnly.blockSet(OFF, 0, 4);
    expect([await readOnly.read32(OFF), await io.read32(OFF)]).toEqual([0x600d600d, 0x600d600d]);
  });

  test('never see what the contract forbids', async () => {
    const accesses: unknown[] = [];
    const region = recorded(rig.peer(id).region(), accesses);
    await expect(region.write32(OFF + 2, 0)).rejects.toMatchObject({ code: 'Misaligned' });
    await expect(region.blockRead(region.size - 1, 2)).rejects.toMatchObject({ code: 'OutOfRange' });
    await expect(region.blockSet(OFF, 0, Number.NaN)).rejects.toMatchObject({ code: 'InvalidArgument' });
    expect(accesses).toEqual([]);
  });
});
