import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { resolve } from 'node:path';
import fc from 'fast-check';
import sim from '../../boards/sim/board';
import { Rig } from '../board/rig';
import { readWidth, writeWidth } from '../shm/ops';
import { PATTERN } from './jobs';
import type { BlockWidth, ShmRegion, Width } from './shm-peer';

/** What no region takes, on every side: each call has its typed error, and no byte of the region is another one afterwards. */

let rig: Rig;
beforeAll(async () => {
  rig = await Rig.open(sim, { root: resolve(__dirname, '../..'), onProgress: () => undefined, onConsole: () => undefined });
}, 30_000);
beforeEach(() => rig.peer('linux').job('fill', WHOLE));
afterAll(() => rig.close());

fc.configureGlobal({ numRuns: 30 });
const SIZE = 0x800000;
const WHOLE = { pattern: PATTERN.random, seed: 0x5eed, off: 0, len: SIZE, width: 64 };

const codeOf = async (call: () => unknown): Promise<string> => {
  try {
    await call();
    return 'ok';
  } catch (error) {
    return (error as { code?: string }).code ?? `no code: ${String(error)}`;
  }
};
/** The call's code, once it is sure that the region is what it was. */
const refusal = async (call: () => unknown): Promise<string> => {
  const code = await codeOf(call);
  expect(await rig.peer('linux').job('verify', WHOLE)).toMatchObject({ bytes: BigInt(SIZE), mismatches: 0n });
  return code;
};

/** No offset and no length: as numbers, and as what plain JavaScript may pass for one. */
const noNumber = fc.oneof(
  fc.integer({ min: -(2 ** 31), max: -1 }),
  fc.constantFrom(
    -Number.MAX_SAFE_INTEGER,
    -(2 ** 53),
    -Infinity,
    Infinity,
    NaN,
    2 ** 53,
    2 ** 53 + 2,
    2 ** 64,
    Number.MAX_VALUE,
    Number.MIN_VALUE,
  ),
  fc.double({ noInteger: true }),
  fc.double({ min: 2 ** 53 }),
  fc.constantFrom<unknown>('0', '', null, undefined, 0n, true, {}, []).map((value) => value as number),
);
const pastEnd = fc.oneof(
  fc.constantFrom(SIZE, Number.MAX_SAFE_INTEGER, 2 ** 32, 2 ** 32 + 4),
  fc.integer({ min: SIZE, max: Number.MAX_SAFE_INTEGER }),
);
const width = fc.constantFrom<Width>(8, 16, 32, 64);
const inside = fc.nat(SIZE / 16 - 1).map((n) => n * 16);

/** Every call that takes an offset, with one that is right otherwise. */
const atOffset: Record<string, (io: ShmRegion, off: number, bits: Width) => Promise<unknown>> = {
  read: (io, off, bits) => readWidth(io, bits, off),
  write: (io, off, bits) => writeWidth(io, bits, off, 0n),
  blockRead: (io, off) => io.blockRead(off, 16),
  blockWrite: (io, off) => io.blockWrite(off, new Uint8Array(16)),
  blockSet: (io, off) => io.blockSet(off, 0, 16),
  'blockSet of a forced width': (io, off, bits) => io.blockSet(off, 0, 16, { width: bits }),
  phys: (io, off) => io.phys(off),
  virt: (io, off) => io.virt(off),
};

describe.each(['linux', 'r5'])('the region on %s', (id) => {
  const io = (): ShmRegion => rig.peer(id).region();

  test.each(Object.keys(atOffset))('%s takes no offset that is no whole number from 0 up', async (name) => {
    await fc.assert(
      fc.asyncProperty(noNumber, width, async (off, bits) => {
        expect(await refusal(() => atOffset[name]?.(io(), off, bits))).toBe('InvalidArgument');
      }),
    );
  });

  test.each(Object.keys(atOffset))('%s takes no offset from the end on', async (name) => {
    await fc.assert(
      fc.asyncProperty(pastEnd, width, async (off, bits) => {
        expect(await refusal(() => atOffset[name]?.(io(), off, bits))).toBe('OutOfRange');
      }),
    );
  });

  test('an access or a block across the end is out of range', async () => {
    await fc.assert(
      fc.asyncProperty(width, fc.integer({ min: 1, max: 0x10000 }), fc.integer({ min: 1, max: 2 ** 40 }), async (bits, before, more) => {
        const off = SIZE - before;
        const across = [() => io().blockRead(off, before + more), () => io().blockSet(off, 0, before + more)];
        if (more <= 0x1000) across.push(() => io().blockWrite(off, new Uint8Array(before + more)));
        if (before < bits / 8) across.push(() => atOffset['write']?.(io(), off, bits) as Promise<never>);
        for (const call of across) expect(await refusal(call)).toBe('OutOfRange');
      }),
    );
  });

  test('no block has a length that is no whole number from 0 up', async () => {
    await fc.assert(
      fc.asyncProperty(inside, noNumber, async (off, len) => {
        expect(await refusal(() => io().blockRead(off, len))).toBe('InvalidArgument');
        expect(await refusal(() => io().blockSet(off, 0, len))).toBe('InvalidArgument');
      }),
    );
  });

  test('an offset that the width does not divide is misaligned, of a block that has it forced as well', async () => {
    const crooked = fc.constantFrom<[Width, number]>([16, 1], [32, 1], [32, 2], [64, 1], [64, 4]);
    await fc.assert(
      fc.asyncProperty(inside, crooked, fc.constantFrom<BlockWidth>(16, 32, 64, 128), async (off, [bits, by], forced) => {
        const calls: (() => unknown)[] = [
          () => readWidth(io(), bits, off + by),
          () => writeWidth(io(), bits, off + by, 0n),
          () => io().blockRead(off + 1, 16, { width: forced }),
          () => io().blockSet(off, 0, 17, { width: forced }),
          () => io().blockWrite(off + forced / 16, new Uint8Array(16), { width: forced }),
        ];
        if (off + 0x20 <= SIZE) for (const call of calls) expect(await refusal(call)).toBe('Misaligned');
      }),
    );
  });

  test('a value is a whole number that its width holds', async () => {
    const tooWide = fc.oneof(fc.integer({ min: 2 ** 32, max: Number.MAX_SAFE_INTEGER }), noNumber);
    const noWord = fc.oneof(
      fc.bigInt({ max: -1n }),
      fc.bigInt({ min: 1n << 64n }),
      fc.constantFrom<unknown>(0, 1.5, NaN, '1', undefined, null).map((value) => value as bigint),
    );
    await fc.assert(
      fc.asyncProperty(inside, tooWide, noWord, async (off, value, word) => {
        for (const call of [
          () => io().write8(off, value),
          () => io().write16(off, value),
          () => io().write32(off, value),
          () => io().write64(off, word),
          () => io().blockSet(off, value, 1),
        ])
          expect(await refusal(call)).toBe('InvalidArgument');
      }),
    );
    expect(await refusal(() => io().write8(0, 0x100))).toBe('InvalidArgument');
    expect(await refusal(() => io().write16(0, 0x10000))).toBe('InvalidArgument');
  });

  test('a call that is wrong in two ways is refused for the one that the contract puts first', async () => {
    for (const call of [
      () => io().write8(SIZE, 256),
      () => io().write32(SIZE + 2, 2 ** 32),
      () => io().blockSet(SIZE, 256, 1),
      () => io().write32(2, 2 ** 32),
      () => io().read32(-2),
    ])
      expect(await refusal(call)).toBe('InvalidArgument');
    expect(await refusal(() => io().write32(SIZE + 2, 0))).toBe('OutOfRange');
  });

  test('no block is made of what is no bytes, and no access has an order or width that there is not', async () => {
    for (const bytes of [undefined, null, 'abc', [1, 2], 7, new Float64Array(2)])
      expect(await refusal(() => io().blockWrite(0, bytes as unknown as Uint8Array))).toBe('InvalidArgument');
    for (const order of ['acq_rel', '', null, 2]) {
      expect(await refusal(() => io().write32(0, 0, order as 'release'))).toBe('InvalidArgument');
      expect(await refusal(() => io().read32(0, order as 'acquire'))).toBe('InvalidArgument');
    }
    for (const forced of [7, 24, 256, -8, NaN, '32'])
      expect(await refusal(() => io().blockSet(0, 0, 16, { width: forced as BlockWidth }))).toBe('InvalidArgument');
  });

  test('an address to translate is an unsigned 64-bit one', async () => {
    const noAddress = fc.oneof(
      fc.bigInt({ max: -1n }),
      fc.bigInt({ min: 1n << 64n }),
      fc.constantFrom<unknown>(NaN, -1, 0.5, '0', undefined).map((value) => value as bigint),
    );
    await fc.assert(
      fc.asyncProperty(noAddress, async (address) => {
        expect(await refusal(() => io().physToOffset(address))).toBe('InvalidArgument');
        expect(await refusal(() => io().virtToOffset(address))).toBe('InvalidArgument');
      }),
    );
  });

  test('a job takes no argument that is none, and no range that leaves the region', async () => {
    const fill = { pattern: PATTERN.constant, seed: 0, off: 0, len: 64, width: 8 };
    await fc.assert(
      fc.asyncProperty(
        noNumber.filter((value) => typeof value !== 'bigint'),
        pastEnd,
        fc.constantFrom('off', 'len', 'seed', 'width'),
        async (bad, far, field) => {
          expect(await refusal(() => rig.peer(id).job('fill', { ...fill, [field]: bad }))).toBe('InvalidArgument');
          expect(await refusal(() => rig.peer(id).job('fill', { ...fill, off: far }))).toBe('OutOfRange');
          expect(await refusal(() => rig.peer(id).job('fill', { ...fill, off: 64, len: far }))).toBe('OutOfRange');
        },
      ),
    );
    for (const seed of [-1n, 1n << 64n]) expect(await refusal(() => rig.peer(id).job('fill', { ...fill, seed }))).toBe('InvalidArgument');
    expect(await refusal(() => rig.peer(id).job('fill', { ...fill, off: 4, width: 64 }))).toBe('Misaligned');
    expect(await refusal(() => rig.peer(id).job('fill', { ...fill, off: 0xffff_ffff_ffff_fff8n, len: 16 }))).toBe('OutOfRange');
  });

  test('no device has a region of another number', async () => {
    for (const index of [1, 32, Number.MAX_SAFE_INTEGER]) expect(await refusal(() => rig.device(id).region(index))).toBe('OutOfRange');
    for (const index of [-1, 0.5, NaN, Infinity, 2 ** 53])
      expect(await refusal(() => rig.device(id).region(index))).toBe('InvalidArgument');
  });

  test('a second open is AlreadyOpen; every call on what was closed is RegionClosed', async () => {
    const { name, bus } = rig.shm;
    const other = id === 'linux' ? 'r5' : 'linux';
    const untouched = async (): Promise<void> => expect(await rig.peer(other).job('verify', WHOLE)).toMatchObject({ mismatches: 0n });
    expect(await codeOf(() => rig.peer(id).open(bus, name))).toBe('AlreadyOpen');
    const closed = rig.peer(id).region();
    const calls = [
      ...Object.values(atOffset).map((call) => () => call(closed, 0, 32)),
      () => closed.physToOffset(rig.shm.physmap),
      () => closed.virtToOffset(0n),
      () => closed.checkOpen(),
    ];
    await closed.close();
    for (const call of calls) expect(await codeOf(call)).toBe('RegionClosed');
    await untouched();

    await rig.device(id).close();
    for (const call of calls) expect(await codeOf(call)).toBe('RegionClosed');
    expect(await codeOf(() => rig.peer(id).region())).toBe('RegionClosed');
    await untouched();
    await rig.peer(id).open(bus, name);
    await untouched();
  });
});
