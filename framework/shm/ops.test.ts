import { beforeEach, describe, expect, test } from '@jest/globals';
import type { ShmRegion } from '../peer/shm-peer';
import { readWidth, withOps, writeWidth, type RegionOps } from './ops';
import { MemoryRegion } from './test/memory-region';

let io: MemoryRegion;
beforeEach(() => {
  io = new MemoryRegion(0x1000);
});

/** Operations that write down every call and pass it on. */
function recorder(calls: unknown[]): RegionOps {
  return {
    read: (under, off, order, width) => (calls.push(['read', off, order, width]), readWidth(under, width, off, order)),
    write: (under, off, value, order, width) => (
      calls.push(['write', off, value, order, width]),
      writeWidth(under, width, off, value, order)
    ),
    blockRead: (under, off, len, options) => (calls.push(['blockRead', off, len, options]), under.blockRead(off, len, options)),
    blockWrite: (under, off, bytes, options) => (
      calls.push(['blockWrite', off, bytes.length, options]),
      under.blockWrite(off, bytes, options)
    ),
    blockSet: (under, off, byte, len, options) => (
      calls.push(['blockSet', off, byte, len, options]),
      under.blockSet(off, byte, len, options)
    ),
    offsetToPhys: (under, off) => (calls.push(['offsetToPhys', off]), under.phys(off)),
    physToOffset: (under, address) => (calls.push(['physToOffset', address]), under.physToOffset(address)),
    close: (under) => (calls.push(['close']), under.close()),
  };
}

test('a region with operations that record sees every access once, in order, with its width and memory order', async () => {
  const calls: unknown[] = [];
  const region = withOps(io, recorder(calls));
  await region.write8(1, 0x11, 'relaxed');
  await region.write16(2, 0x2222);
  await region.write32(4, 0x33333333, 'release');
  await region.write64(8, 0x4444444444444444n);
  expect([await region.read8(1), await region.read16(2, 'acquire'), await region.read32(4, 'relaxed'), await region.read64(8)]).toEqual([
    0x11,
    0x2222,
    0x33333333,
    0x4444444444444444n,
  ]);
  await region.blockSet(0x10, 0xaa, 3);
  await region.blockWrite(0x11, Uint8Array.of(1));
  expect([...(await region.blockRead(0x10, 2, { width: 16 }))]).toEqual([0xaa, 1]);
  expect(await region.physToOffset(await region.phys(0x20))).toBe(0x20);
  await region.close();
  expect(calls).toEqual([
    ['write', 1, 0x11n, 'relaxed', 8],
    ['write', 2, 0x2222n, 'seq_cst', 16],
    ['write', 4, 0x33333333n, 'release', 32],
    ['write', 8, 0x4444444444444444n, 'seq_cst', 64],
    ['read', 1, 'seq_cst', 8],
    ['read', 2, 'acquire', 16],
    ['read', 4, 'relaxed', 32],
    ['read', 8, 'seq_cst', 64],
    ['blockSet', 0x10, 0xaa, 3, {}],
    ['blockWrite', 0x11, 1, {}],
    ['blockRead', 0x10, 2, { width: 16 }],
    ['offsetToPhys', 0x20],
    ['physToOffset', 0x3ed80020n],
    ['close'],
  ]);
  expect(() => io.checkOpen()).toThrow(expect.objectContaining({ code: 'RegionClosed' }));
});

test('a region without operations is the region underneath', async () => {
  const region = withOps(io, {});
  expect(region).toMatchObject({ size: io.size, physmap: io.physmap });
  await region.write32(0, 0x01020304);
  await region.blockWrite(4, Uint8Array.of(9));
  await region.blockSet(5, 8, 1);
  expect([...(await region.blockRead(0, 6))]).toEqual([4, 3, 2, 1, 9, 8]);
  expect([await region.read32(0), await io.read32(0)]).toEqual([0x01020304, 0x01020304]);
  expect(await region.phys(8)).toBe(io.physmap + 8n);
  expect(await region.virtToOffset(await region.virt(8))).toBe(8);
  await region.close();
  await expect(io.read8(0)).rejects.toMatchObject({ code: 'RegionClosed' });
});

test('operations nest: each gets the one underneath', async () => {
  const flip: RegionOps = { read: async (under, off, order, width) => 0xffn ^ (await readWidth(under, width, off, order)) };
  await io.write8(0, 0x0f);
  expect(await withOps(io, flip).read8(0)).toBe(0xf0);
  expect(await withOps(withOps(io, flip), flip).read8(0)).toBe(0x0f);
});

describe('operations never see', () => {
  const wrong: [string, (region: ShmRegion) => Promise<unknown>, string][] = [
    ['an offset past the end', (region) => region.read8(0x1000), 'OutOfRange'],
    ['a misaligned offset', (region) => region.write32(2, 0), 'Misaligned'],
    ['a value wider than the access', (region) => region.write8(0, 256), 'InvalidArgument'],
    ['an order that is none', (region) => region.read8(0, 'release' as 'acquire'), 'InvalidArgument'],
    ['a block that runs past the end', (region) => region.blockRead(0xfff, 2), 'OutOfRange'],
    ['a block that its forced width does not divide', (region) => region.blockRead(0, 6, { width: 32 }), 'Misaligned'],
    ['a block of half a byte', (region) => region.blockSet(0, 0, 0.5), 'InvalidArgument'],
    ['an offset to translate past the end', (region) => region.phys(0x1000), 'OutOfRange'],
    ['an address below zero', (region) => region.physToOffset(-1n), 'InvalidArgument'],
  ];
  test.each(wrong)('%s', async (_, act, code) => {
    const calls: unknown[] = [];
    await expect(act(withOps(io, recorder(calls)))).rejects.toMatchObject({ code });
    expect(calls).toEqual([]);
  });

  test('a region that was closed, above or underneath', async () => {
    const calls: unknown[] = [];
    const [above, underneath] = [withOps(io, recorder(calls)), withOps(new MemoryRegion(8), recorder(calls))];
    await io.close();
    await underneath.close();
    calls.length = 0;
    for (const region of [above, underneath]) {
      for (const act of [region.read8(0), region.write8(0, 0), region.blockRead(0, 1), region.phys(0), region.virt(0)])
        await expect(act).rejects.toMatchObject({ code: 'RegionClosed' });
    }
    expect(calls).toEqual([]);
  });
});

test.each([
  ['a misspelt operation', { raed: async () => 1n }, /no operation 'raed'.*use of: read, write/s],
  ['an operation that is no function', { read: 5 }, /ops\.read is no function/],
])('withOps refuses %s', (_, ops, message) => {
  expect(() => withOps(io, ops as never)).toThrow(expect.objectContaining({ code: 'InvalidArgument' }));
  expect(() => withOps(io, ops as never)).toThrow(message);
});

describe('an answer of an operation that cannot be one is refused:', () => {
  const answers: [string, RegionOps, (region: ShmRegion) => Promise<unknown>][] = [
    ['a value wider than the access', { read: async () => 256n }, (region) => region.read8(0)],
    ['a value below zero', { read: async () => -1n }, (region) => region.read64(0)],
    ['a value that is no bigint', { read: async () => 5 as never }, (region) => region.read8(0)],
    ['no value', { read: async () => undefined as never }, (region) => region.read8(0)],
    ['no block', { blockRead: async () => undefined as never }, (region) => region.blockRead(0, 2)],
    ['a short block', { blockRead: async () => new Uint8Array(1) }, (region) => region.blockRead(0, 2)],
    ['a physical address beyond 64 bits', { offsetToPhys: async () => 1n << 64n }, (region) => region.phys(0)],
    ['half an offset', { physToOffset: async () => 0.5 }, (region) => region.physToOffset(0n)],
  ];
  test.each(answers)('%s', async (_, ops, act) => {
    await expect(act(withOps(io, ops))).rejects.toMatchObject({ code: 'InvalidArgument' });
  });
});
