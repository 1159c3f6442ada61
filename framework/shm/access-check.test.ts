import { describe, expect, test } from '@jest/globals';
import {
  checkAccess,
  checkBlock,
  checkBytes,
  checkLoadOrder,
  checkOffset,
  checkStoreOrder,
  checkU64,
  checkValue,
  forcedWidth,
} from './access-check';

const SIZE = 0x1000;
const code = (check: () => unknown): string => {
  try {
    check();
    return 'ok';
  } catch (error) {
    return (error as { code: string }).code;
  }
};
/** What plain JavaScript may pass where the types say number. */
const wrong = (value: unknown): number => value as number;

describe('a scalar access', () => {
  test.each([
    [8, 0xfff, 'ok'],
    [16, 0xffe, 'ok'],
    [32, 0xffc, 'ok'],
    [64, 0xff8, 'ok'],
    [8, 0x1000, 'OutOfRange'],
    [16, 0xfff, 'OutOfRange'],
    [32, 0xffd, 'OutOfRange'],
    [64, 0xffc, 'OutOfRange'],
    [16, 1, 'Misaligned'],
    [32, 2, 'Misaligned'],
    [64, 4, 'Misaligned'],
    [24, 0, 'InvalidArgument'],
    [128, 0, 'InvalidArgument'],
    [32, -4, 'InvalidArgument'],
    [32, 0.5, 'InvalidArgument'],
    [32, NaN, 'InvalidArgument'],
    [32, Infinity, 'InvalidArgument'],
    [8, 2 ** 53, 'InvalidArgument'],
  ])('of %i bits at offset %p gives %s', (width, off, expected) => {
    expect(code(() => checkAccess(SIZE, width, off))).toBe(expected);
  });

  test('names offset, length and size when it is out of range', () => {
    expect(() => checkAccess(SIZE, 32, 0xffe)).toThrow('4 bytes at offset 0xffe do not lie in the region of 0x1000 bytes');
  });

  test('takes no string and no bigint for an offset', () => {
    expect(code(() => checkAccess(SIZE, 32, wrong('4')))).toBe('InvalidArgument');
    expect(code(() => checkAccess(SIZE, 32, wrong(4n)))).toBe('InvalidArgument');
    expect(code(() => checkAccess(SIZE, 32, wrong(undefined)))).toBe('InvalidArgument');
  });
});

describe('a block access', () => {
  test.each([
    [0, SIZE, 'ok'],
    [SIZE, 0, 'ok'],
    [1, SIZE, 'OutOfRange'],
    [SIZE + 1, 0, 'OutOfRange'],
    [0, -1, 'InvalidArgument'],
    [0, 1.5, 'InvalidArgument'],
    [NaN, 1, 'InvalidArgument'],
  ])('at %p of %p bytes gives %s', (off, len, expected) => {
    expect(code(() => checkBlock(SIZE, off, len))).toBe(expected);
  });

  test.each([
    [3, 5, 8, 'ok'],
    [2, 6, 16, 'ok'],
    [16, 32, 128, 'ok'],
    [0, 0, 128, 'ok'],
    [2, 8, 32, 'Misaligned'],
    [4, 6, 32, 'Misaligned'],
    [8, 16, 128, 'Misaligned'],
    [SIZE, 16, 128, 'OutOfRange'],
    [0, 16, 24, 'InvalidArgument'],
    [0, 16, NaN, 'InvalidArgument'],
  ])('at %p of %p bytes with a width of %p forced gives %s', (off, len, width, expected) => {
    expect(code(() => checkBlock(SIZE, off, len, width))).toBe(expected);
  });
});

describe('an offset to translate', () => {
  test('is any byte of the region and none past it', () => {
    expect(code(() => checkOffset(SIZE, SIZE - 1))).toBe('ok');
    expect(code(() => checkOffset(SIZE, SIZE))).toBe('OutOfRange');
    expect(code(() => checkOffset(SIZE, -1))).toBe('InvalidArgument');
  });
});

describe('a value to store', () => {
  test.each([
    [8, 0xff, 'ok'],
    [8, 0x100, 'InvalidArgument'],
    [16, 0x10000, 'InvalidArgument'],
    [32, 0xffff_ffff, 'ok'],
    [32, 0x1_0000_0000, 'InvalidArgument'],
    [32, -1, 'InvalidArgument'],
    [32, 1.5, 'InvalidArgument'],
    [32, 1n, 'InvalidArgument'],
    [64, 0xffff_ffff_ffff_ffffn, 'ok'],
    [64, 1n << 64n, 'InvalidArgument'],
    [64, -1n, 'InvalidArgument'],
    [64, 1, 'InvalidArgument'],
  ])('of %i bits, %p, gives %s', (width, value, expected) => {
    expect(code(() => checkValue(width, value))).toBe(expected);
  });
});

describe('an unsigned 64-bit quantity', () => {
  test('comes out as a bigint, whichever of the two it was', () => {
    expect(checkU64('seed', 7)).toBe(7n);
    expect(checkU64('seed', 7n)).toBe(7n);
  });

  test('is refused by name when it is fractional, negative, too wide or of another type', () => {
    for (const bad of [0.5, -1, -1n, 1n << 64n, NaN, wrong('7'), wrong(undefined)]) {
      expect(() => checkU64('seed', bad)).toThrow(/^seed is /);
      expect(code(() => checkU64('seed', bad))).toBe('InvalidArgument');
    }
  });
});

test('A load may not release and a store may not acquire', () => {
  expect(['relaxed', 'acquire', 'seq_cst', 'release', ''].map((o) => code(() => checkLoadOrder(o)))).toEqual([
    'ok',
    'ok',
    'ok',
    'InvalidArgument',
    'InvalidArgument',
  ]);
  expect(['relaxed', 'release', 'seq_cst', 'acquire', ''].map((o) => code(() => checkStoreOrder(o)))).toEqual([
    'ok',
    'ok',
    'ok',
    'InvalidArgument',
    'InvalidArgument',
  ]);
});

describe('what a block is given', () => {
  test.each([
    [{}, undefined],
    [{ width: 32 }, 32],
  ])('options %j force the width %p', (options, width) => {
    expect(forcedWidth(options)).toBe(width);
  });

  test.each([[null], [32], [{ widht: 32 }]])('options %j are refused: none would do silently nothing', (options) => {
    expect(code(() => forcedWidth(options as never))).toBe('InvalidArgument');
  });

  test('bytes are a Uint8Array or a Buffer, of any context', () => {
    for (const bytes of [new Uint8Array(2), Buffer.alloc(2)]) expect(code(() => checkBytes('bytes', bytes))).toBe('ok');
    for (const bytes of [[1, 2], 'ab', undefined, null, new Uint16Array(1), new ArrayBuffer(2)])
      expect(code(() => checkBytes('bytes', bytes as never))).toBe('InvalidArgument');
  });
});
