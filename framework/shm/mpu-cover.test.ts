import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mpuCover, mpuRegionText, type CoverRegion } from './mpu-cover';
import { mpuSpans } from './mpu-spans';

const numbered = (cover: readonly CoverRegion[]): (CoverRegion & { number: number })[] =>
  cover.map((region, number) => ({ ...region, number }));
const shown = (base: bigint, size: bigint): string[] => mpuCover(base, size, 0x30c).map(mpuRegionText);

/** A range of whole 32-byte units, as likely short as long. */
const ranges = fc
  .tuple(fc.bigInt({ min: 0n, max: (1n << 27n) - 1n }), fc.integer({ min: 0, max: 27 }), fc.bigInt({ min: 0n, max: (1n << 27n) - 1n }))
  .map(([first, bits, more]) => {
    const units = 1n + (more & ((1n << BigInt(bits)) - 1n));
    const room = (1n << 27n) - first;
    return { base: first * 32n, size: (units < room ? units : room) * 32n };
  });

describe('the cover of a range by MPU regions', () => {
  test("three regions cover UG1186's window, and none of them holds the firmware below it", () => {
    expect(shown(0x3ed80000n, 0x800000n)).toEqual([
      '0x3ec00000 4 MiB, eighths 3 4 5 6 7, NORM_SHARED_NCACHE | PRIV_RW_USER_RW',
      '0x3f000000 8 MiB, eighths 0 1 2 3 4, NORM_SHARED_NCACHE | PRIV_RW_USER_RW',
      '0x3f500000 512 KiB, NORM_SHARED_NCACHE | PRIV_RW_USER_RW',
    ]);
    expect(shown(0x3ed80000n, 32n)).toEqual(['0x3ed80000 32 B, NORM_SHARED_NCACHE | PRIV_RW_USER_RW']);
    expect(shown(0n, 1n << 32n)).toEqual(['0x0 4096 MiB, NORM_SHARED_NCACHE | PRIV_RW_USER_RW']);
  });

  test('is exact: not a byte more and not one less', () => {
    fc.assert(
      fc.property(ranges, ({ base, size }) => {
        expect(mpuSpans(numbered(mpuCover(base, size, 0x30c)), 0x30c)).toEqual([{ base, size }]);
      }),
      { numRuns: 2000 },
    );
  });

  test('has only regions that the core takes: a power of two, aligned to it, eighths from 256 bytes on, at least one of them on', () => {
    fc.assert(
      fc.property(ranges, ({ base, size }) => {
        for (const region of mpuCover(base, size, 0x30c)) {
          expect(region.size & (region.size - 1n)).toBe(0n);
          expect(region.size >= 32n && region.size <= 1n << 32n).toBe(true);
          expect(region.base % region.size).toBe(0n);
          expect(region.disabledEighths).toBeLessThan(0xff);
          if (region.size < 256n) expect(region.disabledEighths).toBe(0);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('takes no more regions than the best of all choices, on every range of 32 units at any place of a page', () => {
    for (let first = 0; first < 32; first++)
      for (let end = first + 1; end <= 32; end++)
        expect(mpuCover(BigInt(first * 32), BigInt((end - first) * 32), 0)).toHaveLength(fewest(first, end));
  });

  test('takes no more than the best of all choices on random ranges of up to 256 units', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 1, max: 256 }), (first, units) => {
        expect(mpuCover(BigInt(first * 32), BigInt(units * 32), 0)).toHaveLength(fewest(first, first + units));
      }),
    );
  });

  test.each([
    ['an empty one', 0x1000n, 0n],
    ['one that is not in units of 32 bytes', 0x1010n, 64n],
    ['one past 4 GiB', 0xffff_ffe0n, 64n],
    ['one below 0', -32n, 64n],
  ])('of %s is refused', (_, base, size) => {
    expect(() => mpuCover(base, size, 0)).toThrow(expect.objectContaining({ code: 'InvalidArgument' }));
  });
});

/**
 * By dynamic programming over every legal region with every run of its eighths that spills nothing, without any idea of which are good: the fewest
 * that cover units `first` to `end`. (Eighths with a gap between them cover less than the run, which is legal too.)
 */
function fewest(first: number, end: number): number {
  const pieces = new Set<string>();
  for (let units = 1; units <= 1024; units *= 2) {
    for (let block = 0; block < end; block += units) {
      const part = units >= 8 ? units / 8 : units;
      for (let from = block; from < block + units; from += part)
        for (let to = from + part; to <= block + units; to += part) if (from >= first && to <= end) pieces.add(`${from} ${to}`);
    }
  }
  const spans = [...pieces].map((piece) => piece.split(' ').map(Number) as [number, number]);
  // best[n]: fewest regions that cover [first, n).
  const best = new Map([[first, 0]]);
  for (let done = first; done < end; done++) {
    const count = best.get(done);
    if (count === undefined) continue;
    for (const [from, to] of spans) {
      if (from > done) continue;
      for (let reached = done + 1; reached <= to; reached++) best.set(reached, Math.min(best.get(reached) ?? Infinity, count + 1));
    }
  }
  return best.get(end) as number;
}

test('A region in words names its eighths only where some are off', () => {
  const region = { base: 0x1000n, size: 0x1000n, access: 0x160c, disabledEighths: 0xf7, enabled: true };
  expect(mpuRegionText(region)).toBe('0x1000 4 KiB, eighths 3, NORM_SHARED_NCACHE | PRIV_RO_USER_RO | EXECUTE_NEVER');
  expect(mpuRegionText({ ...region, enabled: false })).toBe('off');
});
