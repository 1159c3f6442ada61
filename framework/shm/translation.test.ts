import { describe, expect, test } from '@jest/globals';
import { offsetToPhys, pageTable, physToOffset } from './translation';

describe('translation on the host', () => {
  const scattered = pageTable({ physmap: [0x3ed80000n, 0x3ed82000n, 0x8_8000_0000n], size: 0x3000, pageShift: 12 });

  test.each([
    [0, 0x3ed80000n],
    [0xfff, 0x3ed80fffn],
    [0x1000, 0x3ed82000n],
    [0x2fff, 0x8_8000_0fffn],
  ])('offset 0x%s has its address, and back', (off, address) => {
    expect(offsetToPhys(scattered, off)).toBe(address);
    expect(physToOffset(scattered, address)).toBe(off);
  });

  test.each([0x3ed81000n, 0x3ed7ffffn, 0x3ed83000n, 0x8_8000_1000n, 0n])('address %s lies in no page', (address) => {
    expect(() => physToOffset(scattered, address)).toThrow(expect.objectContaining({ code: 'OutOfRange' }));
  });

  test.each([
    [{ physmap: 0x1000, size: 0x1000 }, /physmap is 4096: .*0x3ed80000n/],
    [{ physmap: [0x1000], size: 0x1000 }, /physmap is \[4096\]: .*0x3ed80000n/],
    [{ physmap: undefined, size: 0x1000 }, /physmap is missing/],
    [{ physmap: 0x1000n, size: -4096 }, /size is -4096/],
    [{ physmap: 0x1000n, size: undefined }, /size is undefined/],
  ])('a table of the wrong types is refused by field: %p', (table, message) => {
    expect(() => pageTable(table as never)).toThrow(expect.objectContaining({ code: 'ConfigError' }));
    expect(() => pageTable(table as never)).toThrow(message);
  });

  test('one past the last byte has no address', () => {
    expect(() => offsetToPhys(scattered, 0x3000)).toThrow(expect.objectContaining({ code: 'OutOfRange' }));
  });

  test('a table that contradicts itself is refused with field, value and rule', () => {
    expect(() => pageTable({ physmap: [0x1000n], size: 0x2000, pageShift: 12 })).toThrow(
      /physmap is \["0x1000"\]: too short: it has 1 of 2 pages/,
    );
  });
});
