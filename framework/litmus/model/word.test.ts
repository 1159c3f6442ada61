import fc from 'fast-check';
import type { ConditionCode } from '../program';
import { alu, compareWords, extended, holds, integer, ZERO, type Word } from './word';

const x: Word = { base: 0, bits: 0n };
const y: Word = { base: 1, bits: 0n };
const bits32 = fc.bigInt(0n, 0xffff_ffffn);

test('32-bit arithmetic wraps, and leaves the upper half of a register 0', () => {
  expect(alu('add', integer(0xffff_ffffn, 32), integer(2n, 32), 32, 64)).toEqual(integer(1n, 64));
  expect(alu('sub', ZERO, integer(1n, 32), 32, 64)).toEqual(integer(0xffff_ffffn, 64));
  expect(alu('add', integer(0xffff_ffffn, 64), integer(2n, 64), 64, 64)).toEqual(integer(0x1_0000_0001n, 64));
});

test('shifts are by the amount modulo the width; ASR keeps the sign', () => {
  expect(alu('lsl', integer(1n, 32), integer(33n, 32), 32, 64)).toEqual(integer(2n, 32));
  expect(alu('lsr', integer(0x8000_0000n, 32), integer(31n, 32), 32, 64)).toEqual(integer(1n, 32));
  expect(alu('asr', integer(0x8000_0000n, 32), integer(31n, 32), 32, 64)).toEqual(integer(0xffff_ffffn, 32));
});

test('SXTW extends the sign of the low half, UXTW does not', () => {
  expect(extended(integer(0xffff_ffffn, 64), 'sxtw', 64)).toEqual(integer(-1n, 64));
  expect(extended(integer(0x1_ffff_ffffn, 64), 'uxtw', 64)).toEqual(integer(0xffff_ffffn, 64));
});

test('what cancels an address is an integer; what depends on where a location lies cannot be said', () => {
  expect(alu('eor', x, x, 32, 64)).toEqual(ZERO);
  expect(alu('sub', { base: 0, bits: 8n }, x, 64, 64)).toEqual(integer(8n, 64));
  expect(alu('add', x, integer(8n, 64), 64, 64)).toEqual({ base: 0, bits: 8n });
  expect(alu('sub', x, y, 64, 64)).toBeUndefined();
  expect(alu('and', x, integer(7n, 64), 64, 64)).toBeUndefined();
  expect(alu('add', x, integer(8n, 32), 32, 64)).toBeUndefined();
  expect(extended(x, 'sxtw', 64)).toBeUndefined();
});

test('of two addresses in different locations only whether they are equal is known', () => {
  const flags = compareWords(x, y, 64, 64);
  expect(flags && [holds('eq', flags), holds('ne', flags), holds('lo', flags)]).toEqual([false, true, undefined]);
  expect(compareWords(x, y, 32, 64)).toBeUndefined();
});

test('conditions after a comparison are those of unsigned and of signed order', () => {
  fc.assert(
    fc.property(bits32, bits32, (a, b) => {
      const flags = compareWords(integer(a, 32), integer(b, 32), 32, 64);
      const [sa, sb] = [BigInt.asIntN(32, a), BigInt.asIntN(32, b)];
      const wanted: Record<ConditionCode, boolean> = {
        eq: a === b,
        ne: a !== b,
        hs: a >= b,
        lo: a < b,
        hi: a > b,
        ls: a <= b,
        ge: sa >= sb,
        lt: sa < sb,
        gt: sa > sb,
        le: sa <= sb,
        mi: BigInt.asIntN(32, sa - sb) < 0n,
        pl: BigInt.asIntN(32, sa - sb) >= 0n,
      };
      const got = Object.fromEntries(Object.keys(wanted).map((code) => [code, flags && holds(code as ConditionCode, flags)]));
      expect(got).toEqual(wanted);
    }),
  );
});
