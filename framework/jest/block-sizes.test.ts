import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkDataBlock } from '../coherence/control-block';
import { shmSchema } from '../shm/device';
import { contiguousPages } from '../shm/physmap';
import { fittingSizes } from './block-sizes';

const shm = (size: number): ReturnType<typeof shmSchema.parse> =>
  shmSchema.parse({ name: '3ed80000.shm', physmap: 0x3ed80000n, size, memFlags: 0x30c });

test('a large region takes every size of the profile', () => {
  expect(fittingSizes('smoke', shm(0x800000))).toEqual([4, 64, 4096, 65536]);
  expect(fittingSizes('qualify', shm(0x800000)).at(-1)).toBe(262144);
});

test('a small region takes those that fit in it beside the control block, and a procedure accepts each', () => {
  expect(fittingSizes('smoke', shm(0x4000))).toEqual([4, 64, 4096]);
  expect(fittingSizes('qualify', shm(0x2000))).toEqual([4, 8, 32, 64, 256, 1024, 4096]);
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 600 }), (pages) => {
      for (const size of fittingSizes('qualify', shm(pages * 0x1000))) expect(() => checkDataBlock(pages * 0x1000, 0, size)).not.toThrow();
    }),
  );
});

test('of scattered pages it is the first piece that counts', () => {
  const physmap = [...contiguousPages(0x3ed80000n, 2), 0x40000000n];
  const regions = [{ physmap, size: 0x3000, pageShift: 12, memFlags: 0x30c }];
  expect(fittingSizes('smoke', shmSchema.parse({ name: '3ed80000.shm', regions }))).toEqual([4, 64, 4096]);
});

test('a region without room for a block is an error and not an empty list', () => {
  expect(() => fittingSizes('smoke', shm(0x1000))).toThrow(
    expect.objectContaining({ code: 'ConfigError', message: expect.stringContaining("size of '3ed80000.shm' is 0x1000") }),
  );
});
