import { describe, expect, test } from '@jest/globals';
import { mpuSpans, type MpuRegion } from './mpu-spans';

const region = (number: number, base: bigint, size: bigint, access: number, disabledEighths = 0): MpuRegion => ({
  number,
  base,
  size,
  access,
  disabledEighths,
  enabled: true,
});

describe('the address ranges under one access word', () => {
  test('three regions with disabled eighths cover 0x3ed80000 + 8 MiB exactly', () => {
    const cover = [
      region(5, 0x3ec00000n, 0x400000n, 0x30c, 0x07),
      region(6, 0x3f000000n, 0x400000n, 0x30c),
      region(7, 0x3f400000n, 0x400000n, 0x30c, 0xf8),
    ];
    expect(mpuSpans(cover, 0x30c)).toEqual([{ base: 0x3ed80000n, size: 0x800000n }]);
  });

  test('a rounded region shows as too long', () => {
    expect(mpuSpans([region(5, 0x3e000000n, 0x2000000n, 0x30c)], 0x30c)).toEqual([{ base: 0x3e000000n, size: 0x2000000n }]);
  });

  test('a region with a higher number and other flags cuts a hole', () => {
    const regions = [region(1, 0x1000n, 0x1000n, 0x30c), region(2, 0x1400n, 0x200n, 0)];
    expect(mpuSpans(regions, 0x30c)).toEqual([
      { base: 0x1000n, size: 0x400n },
      { base: 0x1600n, size: 0xa00n },
    ]);
  });

  test('a region with a lower number does not', () => {
    expect(mpuSpans([region(2, 0x1000n, 0x1000n, 0x30c), region(1, 0x1400n, 0x200n, 0)], 0x30c)).toEqual([
      { base: 0x1000n, size: 0x1000n },
    ]);
  });

  test('a disabled region does not count', () => {
    expect(mpuSpans([{ ...region(0, 0n, 0x1000n, 0x30c), enabled: false }], 0x30c)).toEqual([]);
  });
});
