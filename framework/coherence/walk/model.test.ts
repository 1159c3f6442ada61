import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { generateWalk } from './generate';
import { ReferenceModel } from './model';
import { perform } from './perform';
import { patternBytes } from './pattern-bytes';
import { partsOf, initialFill } from './sweep';
import { FakeSides } from './test/fake-sides';
import { PATTERN } from '../../peer/jobs';
import { patternAt } from '../../peer/pattern';
import { compare } from './compare';
import type { HandoffRun } from '../handoff';

const SIZE = 0x4000;

test('the model says of every step what a second, plain implementation of the sides does, and ends with the same bytes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(0xffff_ffff), fc.nat(0xff), async (seed, first) => {
      const window = { off: 64 * (first % 16), len: 0x2000 };
      const sides = new FakeSides(SIZE);
      const model = new ReferenceModel(window, seed);
      await sides.peer('linux').job('fill', initialFill(seed, window));
      for (const step of generateWalk(seed, 80, window, sides.ids)) {
        const found = await perform(sides, step.operation, true);
        const expected = model.apply(step, (found as HandoffRun | undefined)?.seed);
        expect(compare(step.operation, expected, found)).toBeUndefined();
      }
      const end = sides.memory.slice(window.off, window.off + window.len);
      expect(Buffer.from(model.at(window.off, window.len)).equals(Buffer.from(end))).toBe(true);
    }),
    { numRuns: 10 },
  );
});

test('the bytes of a pattern are those of its definition, wherever they begin', () => {
  const pattern = fc.constantFrom(...Object.values(PATTERN));
  fc.assert(
    fc.property(pattern, fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), fc.nat(0x7ff000), fc.nat(40), (number, seed, off, len) => {
      const fill = { pattern: number, seed };
      expect([...patternBytes(fill, off, len)]).toEqual(Array.from({ length: len }, (_, i) => Number(patternAt(fill, 8, off + i))));
    }),
  );
});

test('each byte knows the step that wrote it last and what it was before', () => {
  const model = new ReferenceModel({ off: 64, len: 128 }, 5);
  const write = (number: number, off: number, value: bigint): void =>
    void model.apply({ number, operation: { kind: 'write', side: 'r5', width: 16, off, value, order: 'relaxed' } });
  write(3, 66, 0x1122n);
  write(9, 66, 0x3344n);
  expect([65, 66, 67, 68].map((off) => model.writerOf(off))).toEqual([0, 9, 9, 0]);
  expect([model.written(16, 66), model.past(1)(16, 66)]).toEqual([0x3344n, 0x1122n]);
  expect([model.written(16, 190), model.written(32, 190), model.written(8, 63)]).toEqual([
    patternAt({ pattern: 0, seed: 5 }, 16, 190),
    undefined,
    undefined,
  ]);
});

test('the parts of a sweep cover the window once and in order, each verified part holds its pattern', () => {
  fc.assert(
    fc.property(fc.nat(0xffff_ffff), (seed) => {
      const window = { off: 64, len: 0x2000 };
      const model = new ReferenceModel(window, seed);
      for (const step of generateWalk(seed, 60, window, ['linux', 'r5'])) model.apply(step, 1);
      let at = window.off;
      for (const { off, len, verify } of partsOf(model)) {
        expect(off).toBe(at);
        at += len;
        if (!verify) continue;
        const fill = { pattern: Number(verify.pattern), seed: verify.seed };
        expect(Buffer.from(model.at(off, len)).equals(Buffer.from(patternBytes(fill, off, len)))).toBe(true);
        expect([off % 8, len % 8]).toEqual([0, 0]);
      }
      expect(at).toBe(window.off + window.len);
    }),
    { numRuns: 30 },
  );
});
