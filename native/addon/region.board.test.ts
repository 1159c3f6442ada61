import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { NativeRegion } from '../../framework/agent/addon';
import { loadAddon } from '../../framework/agent/load-addon';
import { addonPath } from './test/addon-path';
import { thrown } from './test/thrown';
import { SIZE, UioTree } from './test/uio-tree';

const addon = loadAddon(addonPath);
let tree: UioTree;
let region: NativeRegion;
beforeAll(() => {
  tree = new UioTree();
});
afterAll(() => tree.remove());
beforeEach(() => {
  region = addon.open(tree.path, 0, 0, SIZE);
});
afterEach(() => region.close());

/** What plain JavaScript may pass where the types say number. */
const wrong = (value: unknown): number => value as number;
const file = (): Buffer => readFileSync(tree.path);

describe('opening a map', () => {
  test('two regions on one file are one memory', () => {
    const other = addon.open(tree.path, 0, 0, SIZE);
    region.write(32, 0x100, 0xdeadbeef, 2);
    expect(other.read(32, 0x100, 2)).toBe(0xdeadbeef);
    expect(file().readUInt32LE(0x100)).toBe(0xdeadbeef);
    expect(other.address).not.toBe(region.address);
    other.close();
  });

  test('the region starts at its offset inside the map', () => {
    const inside = addon.open(tree.path, 0, 0x1040, 0x80);
    inside.write(8, 0x7f, 0x5a, 0);
    expect([inside.size, file()[0x10bf]]).toEqual([0x80, 0x5a]);
    expect(inside.address % 0x1000n).toBe(0x40n);
    inside.close();
  });

  test('map N is N pages into the node', () => {
    const second = addon.open(tree.path, 1, 0, 0x1000);
    second.write(8, 0, 0x77, 0);
    expect(file()[0x1000]).toBe(0x77);
    second.close();
  });

  test.each([
    ['a node that is not there', 'missing', 'ENOENT', 'open'],
    ['a folder', 'folder', 'EISDIR', 'open'],
    ['a character device that cannot be mapped', '/dev/null', 'ENODEV', 'mmap'],
  ])('%s is a UioError', (_, name, errno, syscall) => {
    mkdirSync(join(tree.dev, 'folder'), { recursive: true });
    const path = name.startsWith('/') ? name : join(tree.dev, name);
    expect(thrown(() => addon.open(path, 0, 0, SIZE))).toMatchObject({ code: 'UioError', errno, syscall, path });
  });

  test.each([
    ['ends past the file', 0, 0, SIZE + 1, 'OutOfRange'],
    ['ends past the file by its offset', 0, 64, SIZE, 'OutOfRange'],
    ['starts past the file', 4, 0, SIZE, 'OutOfRange'],
    ['is empty', 0, 0, 0, 'InvalidArgument'],
    ['has a crooked offset', 0, 8, 64, 'Misaligned'],
    ['has a negative offset', 0, -64, 64, 'InvalidArgument'],
    ['has a fractional size', 0, 0, 0.5, 'InvalidArgument'],
    ['has a size of 2^53', 0, 0, 2 ** 53, 'InvalidArgument'],
    ['is of a map that UIO has not', 5, 0, 64, 'InvalidArgument'],
    ['is of map NaN', NaN, 0, 64, 'InvalidArgument'],
  ])('a region that %s is refused', (_, index, offset, size, code) => {
    expect(thrown(() => addon.open(tree.path, index, offset, size))).toMatchObject({ code });
  });

  test('nobody makes a region around open()', () => {
    const Region = region.constructor as new () => NativeRegion;
    expect(thrown(() => new Region())).toMatchObject({ code: 'InvalidArgument' });
  });
});

describe('scalar access', () => {
  test.each([
    [8, 0x81],
    [16, 0x8182],
    [32, 0x81828384],
    [64, 0x8182838485868788n],
  ])('of %i bits loads what it stored, in every order', (width, value) => {
    for (const order of [0, 1, 2]) {
      region.blockSet(0, 0, 64);
      region.write(width, 16, value, order);
      expect(region.read(width, 16, order)).toBe(value);
      expect(region.read(8, 15, 0)).toBe(0);
      expect(region.read(8, 16 + width / 8, 0)).toBe(0);
    }
  });

  test.each([
    ['a width of 24', 24, 0, 0, 0, 'InvalidArgument'],
    ['an unknown order', 32, 0, 0, 3, 'InvalidArgument'],
    ['a negative offset', 32, -4, 0, 0, 'InvalidArgument'],
    ['a fractional offset', 32, 0.5, 0, 0, 'InvalidArgument'],
    ['an offset of NaN', 32, NaN, 0, 0, 'InvalidArgument'],
    ['an offset of 2^53', 8, 2 ** 53, 0, 0, 'InvalidArgument'],
    ['a misaligned offset', 32, 2, 0, 0, 'Misaligned'],
    ['an offset past the end', 32, SIZE, 0, 0, 'OutOfRange'],
    ['an access across the end', 32, SIZE - 2, 0, 0, 'OutOfRange'],
    ['a value too wide', 8, 0, 256, 0, 'InvalidArgument'],
    ['a negative value', 16, 0, -1, 0, 'InvalidArgument'],
    ['a fractional value', 32, 0, 1.5, 0, 'InvalidArgument'],
    ['a number for 64 bits', 64, 0, 1, 0, 'InvalidArgument'],
    ['a bigint for 32 bits', 32, 0, 1n, 0, 'InvalidArgument'],
    ['a bigint of 65 bits', 64, 0, 1n << 64n, 0, 'InvalidArgument'],
    ['a negative bigint', 64, 0, -1n, 0, 'InvalidArgument'],
    ['a string for an offset', 32, wrong('0'), 0, 0, 'InvalidArgument'],
  ])('with %s is refused and touches nothing', (_, width, off, value, order, code) => {
    const before = file();
    expect(thrown(() => region.write(width, off, value, order))).toMatchObject({ code });
    expect(file().equals(before)).toBe(true);
  });
});

describe('block access', () => {
  const bytes = Uint8Array.from({ length: 77 }, (_, i) => i * 3 + 1);

  test('writes and reads any length at any offset', () => {
    for (const off of [0, 1, 7, 15, SIZE - 77]) {
      region.blockWrite(off, bytes);
      expect(region.blockRead(off, 77)).toEqual(bytes);
      expect(
        file()
          .subarray(off, off + 77)
          .equals(bytes),
      ).toBe(true);
    }
    expect(region.blockRead(SIZE, 0)).toHaveLength(0);
  });

  test('writes the part of a buffer that a view shows', () => {
    region.blockWrite(3, bytes.subarray(5, 9));
    expect(region.blockRead(3, 4)).toEqual(bytes.slice(5, 9));
  });

  test('sets bytes and no others', () => {
    region.blockSet(0, 0, 64);
    region.blockSet(3, 0xab, 30);
    expect([...region.blockRead(2, 33)]).toEqual([0, ...Array<number>(30).fill(0xab), 0, 0]);
  });

  test.each([8, 16, 32, 64, 128])('of a forced width of %i bits moves the block and no other byte', (width) => {
    const least = width / 8;
    const block = bytes.subarray(0, 4 * least);
    region.blockSet(0, 0xee, 128);
    region.blockWrite(least, block, width);
    expect(region.blockRead(least, block.length, width)).toEqual(block);
    region.blockSet(least, 0x11, least, width);
    expect([...region.blockRead(0, 128)]).toEqual([
      ...Array<number>(least).fill(0xee),
      ...Array<number>(least).fill(0x11),
      ...block.subarray(least),
      ...Array<number>(128 - 5 * least).fill(0xee),
    ]);
  });

  test.each([
    ['past the end', () => region.blockRead(SIZE - 3, 4), 'OutOfRange'],
    ['of a width that is none', () => region.blockRead(0, 24, 24), 'InvalidArgument'],
    ['at an offset that its width does not divide', () => region.blockSet(4, 0, 8, 64), 'Misaligned'],
    ['of a length that its width does not divide', () => region.blockWrite(0, bytes.subarray(0, 6), 32), 'Misaligned'],
    ['past the end and crooked', () => region.blockSet(SIZE - 2, 0, 4, 32), 'OutOfRange'],
    ['of a negative length', () => region.blockRead(0, -1), 'InvalidArgument'],
    ['of no Uint8Array', () => region.blockWrite(0, wrong([1, 2]) as unknown as Uint8Array), 'InvalidArgument'],
    ['of another kind of array', () => region.blockWrite(0, new Float64Array(2) as unknown as Uint8Array), 'InvalidArgument'],
    ['written past the end', () => region.blockWrite(SIZE - 3, bytes), 'OutOfRange'],
    ['set past the end', () => region.blockSet(1, 0, SIZE), 'OutOfRange'],
    ['set to no byte', () => region.blockSet(0, 256, 1), 'InvalidArgument'],
  ])('%s is refused and touches nothing', (_, access, code) => {
    const before = file();
    expect(thrown(access)).toMatchObject({ code });
    expect(file().equals(before)).toBe(true);
  });
});

test('Every call on a closed region says RegionClosed, and closing twice is nothing', () => {
  region.close();
  region.close();
  const calls = [
    () => region.read(32, 0, 0),
    () => region.write(32, 0, 0, 0),
    () => region.blockRead(0, 1),
    () => region.blockWrite(0, new Uint8Array(1)),
    () => region.blockSet(0, 0, 1),
    () => region.size,
    () => region.address,
    () => region.startJob(1, new BigUint64Array(5)),
  ];
  expect(calls.map(thrown)).toEqual(calls.map(() => expect.objectContaining({ code: 'RegionClosed' })));
});

test('A file that shrank before it is opened is refused, not mapped', () => {
  const shrunk = new UioTree();
  truncateSync(shrunk.path, SIZE - 1);
  expect(thrown(() => addon.open(shrunk.path, 0, 0, SIZE))).toMatchObject({ code: 'OutOfRange' });
  shrunk.remove();
});

test('A translation through a table without pages is refused, whatever the size of its pages', () => {
  const translate = (shift: number, to: 0 | 1) => () => addon.translate(new BigUint64Array(0), 0, shift, to, 0n);
  const calls = [0, 12, 63, 64, 0xffff_ffff].flatMap((shift) => [translate(shift, 0), translate(shift, 1)]);
  expect(calls.map(thrown)).toEqual(calls.map(() => expect.objectContaining({ code: 'OutOfRange' })));
});
