import fc from 'fast-check';
import { layoutOf } from './layout';
import { oneThread } from './test/one-thread';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];

function withLocations(count: number, wide = false) {
  const init = NAMES.slice(0, count)
    .map((name) => `${name}=1;`)
    .join(' ');
  return oneThread([wide ? 'LDR X0,[X1]' : 'LDR W0,[X1]'], { init: `0:X1=a; ${init}` });
}

test('locations of one line lie as close as their width lets them, or 64 bytes apart', () => {
  expect([...layoutOf(withLocations(3), { spacing: 'same-line' }).offsets]).toEqual([
    ['a', 0],
    ['b', 4],
    ['c', 8],
  ]);
  expect([...layoutOf(withLocations(3, true), { spacing: 'same-line' }).offsets]).toEqual([
    ['a', 0],
    ['b', 8],
    ['c', 16],
  ]);
  expect([...layoutOf(withLocations(3), { spacing: 'apart' }).offsets]).toEqual([
    ['a', 0],
    ['b', 64],
    ['c', 128],
  ]);
});

test('a cell is a power of two of 16 bytes or more that holds its locations, each aligned to its width', () => {
  const options = fc.record({ spacing: fc.constantFrom('same-line' as const, 'apart' as const), stride: fc.constantFrom(16, 64, 1024) });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.boolean(), options, (count, wide, asked) => {
      const { stride, offsets, widths } = layoutOf(withLocations(count, wide), asked);
      expect(stride).toBeGreaterThanOrEqual(asked.stride);
      expect(Math.log2(stride) % 1).toBe(0);
      for (const [name, offset] of offsets) {
        const bytes = widths.get(name)! / 8;
        expect(offset % bytes).toBe(0);
        expect(offset + bytes).toBeLessThanOrEqual(stride);
      }
      expect(new Set(offsets.values()).size).toBe(count);
    }),
    { seed: 40 },
  );
});

test('more than eight locations, or a stride that is no power of two, are refused', () => {
  expect(() => layoutOf(withLocations(9), { spacing: 'apart' })).toThrow('test one: 9 locations');
  expect(() => layoutOf(withLocations(1), { spacing: 'apart', stride: 48 })).toThrow('stride of a cell: 48');
  expect(() => layoutOf(withLocations(1), { spacing: 'apart', stride: 8 })).toThrow('stride of a cell: 8');
});
