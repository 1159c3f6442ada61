import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { generateWalk } from './generate';
import type { Operation } from './operation';

const WINDOW = { off: 0, len: 0x7ff000 };
const SIDES = ['linux', 'r5'];
const operations = (seed: number, count: number): Operation[] => generateWalk(seed, count, WINDOW, SIDES).map(({ operation }) => operation);

test('a walk of the smoke profile has every kind of operation on every side', () => {
  const kinds = ['write', 'read', 'block-write', 'block-read', 'block-set', 'fill', 'verify', 'copy', 'copy-out', 'hand-off'];
  const seen = new Set(operations(1, 300).map(({ side, kind }) => `${side} ${kind}`));
  expect([...seen].sort()).toEqual(SIDES.flatMap((side) => kinds.map((kind) => `${side} ${kind}`)).sort());
});

test('a walk of the qualify profile has scalar accesses of every width and order on every side, blocks of every width and of none, odd offsets and lengths', () => {
  const all = operations(1, 3000);
  const scalar = all.flatMap((o) => (o.kind === 'read' || o.kind === 'write' ? [`${o.side} ${o.kind} ${o.width} ${o.order}`] : []));
  expect(new Set(scalar).size).toBe(2 * 2 * 4 * 3);
  const blocks = all.flatMap((o) => (o.kind === 'block-read' || o.kind === 'block-write' || o.kind === 'block-set' ? [o] : []));
  expect(new Set(blocks.map(({ side, kind, width }) => `${side} ${kind} ${width ?? 'any'}`)).size).toBe(2 * 3 * 5);
  for (const kind of ['block-read', 'block-write', 'block-set', 'copy'] as const)
    for (const side of SIDES) expect(all.some((o) => o.kind === kind && o.side === side && o.off % 2 === 1 && o.len % 2 === 1)).toBe(true);
});

test('the same seed gives the same walk, and a longer walk begins with a shorter one', () => {
  expect(operations(7, 300)).toEqual(operations(7, 300));
  expect(operations(7, 300).slice(0, 40)).toEqual(operations(7, 40));
  expect(operations(8, 300)).not.toEqual(operations(7, 300));
});

test('every operation lies in the window and is aligned as it must be, in windows of any size', () => {
  fc.assert(
    fc.property(fc.nat(0xffff_ffff), fc.integer({ min: 1, max: 200 }), fc.nat(50), (seed, lines, first) => {
      const window = { off: 64 * first, len: 64 * lines };
      for (const { operation: o } of generateWalk(seed, 60, window, SIDES)) {
        const spans = 'len' in o ? [{ off: o.off, len: o.len }] : [{ off: o.off, len: o.width / 8 }];
        if (o.kind === 'copy') spans.push({ off: o.from, len: o.len });
        const align = 'width' in o && o.width !== undefined ? o.width / 8 : o.kind === 'hand-off' ? 4 : 1;
        for (const { off, len } of spans) {
          expect({ o, fits: off >= window.off && off + len <= window.off + window.len && len > 0 }).toEqual({ o, fits: true });
          expect({ o, rest: [off % align, len % align] }).toEqual({ o, rest: [0, 0] });
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('an R5 that loses one store in 64 loses some in every walk of the smoke profile: each has thousands of its stores', () => {
  const stores = Array.from({ length: 50 }, (_, seed) =>
    operations(seed, 300)
      .filter(({ side }) => side === 'r5')
      .reduce((n, o) => n + Math.floor(o.kind === 'hand-off' ? (o.rounds * o.len) / 8 : o.kind === 'fill' ? o.len / 8 : 0), 0),
  );
  // (63/64)^1500 is 5e-11: so rarely would none of them be lost.
  expect(Math.min(...stores)).toBeGreaterThan(1500);
});
