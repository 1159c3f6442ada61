import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PATTERN } from '../peer/jobs';
import { patternAt } from '../peer/pattern';
import { contentOf, diagnose, type Findings, type Observation } from './diagnosis';
import { diagnosisText, mismatchText } from './diagnosis-text';

/** Memories of a model, broken in a known way, filled and looked at as a check does. */

fc.configureGlobal({ numRuns: 40 });
const SIZE = 0x400;
const BASE = 0x3ed80000n;
type Memory = (off: number, byte?: number) => number;

const sound = (): Memory => {
  const cells = new Uint8Array(SIZE);
  return (off, byte) => (byte === undefined ? (cells[off] as number) : (cells[off] = byte));
};
const stuck = (bit: number, of: number, at: 0 | 1): Memory => {
  const under = sound();
  return (off, byte) => {
    if (byte !== undefined) return under(off, byte);
    const mask = Math.floor(bit / 8) === off % (of / 8) ? 1 << (bit % 8) : 0;
    return at === 1 ? under(off) | mask : under(off) & ~mask;
  };
};
const folded = (line: number): Memory => {
  const under = sound();
  return (off, byte) => under(off & ~(1 << line), byte);
};
/** Lanes are wrong on the way in; where reading and writing go through the same lanes, nobody can tell. */
const crossed = (a: number, b: number): Memory => {
  const under = sound();
  const lane = (n: number): number => (n === a ? b : n === b ? a : n);
  return (off, byte) => (byte === undefined ? under((off & ~7) + lane(off & 7)) : under(off, byte));
};

const width = fc.constantFrom<8 | 16 | 32 | 64>(8, 16, 32, 64);
const seed = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });

/** Fills all of the memory in order of address, then reads it at that width. */
function looked(memory: Memory, bits: 8 | 16 | 32 | 64, fill: { pattern: number; seed: bigint }): Findings {
  const written = (w: number, off: number): bigint | undefined => (off + w / 8 <= SIZE ? patternAt(fill, w, off) : undefined);
  for (let off = 0; off < SIZE; off++) memory(off, Number(patternAt(fill, 8, off)));
  const observations: Observation[] = [];
  for (let off = 0; off < SIZE; off += bits / 8) {
    let got = 0n;
    for (let i = bits / 8 - 1; i >= 0; i--) got = (got << 8n) | BigInt(memory(off + i));
    observations.push({ off, width: bits, expected: patternAt(fill, bits, off), got });
  }
  return { base: BASE, observations, written };
}
const random = (value: bigint): { pattern: number; seed: bigint } => ({ pattern: PATTERN.random, seed: value });

describe('a memory filled at random and read back', () => {
  test('that is sound has no cause', () => {
    fc.assert(fc.property(width, seed, (bits, value) => expect(diagnose(looked(sound(), bits, random(value)))).toEqual([])));
  });

  test('with a stuck data bit is said to have that bit stuck, and nothing else', () => {
    fc.assert(
      fc.property(
        width,
        seed,
        fc.constantFrom<8 | 16 | 32 | 64>(8, 16, 32, 64),
        fc.nat(63),
        fc.constantFrom<0 | 1>(0, 1),
        (bits, value, of, n, at) => {
          const bit = n % of;
          expect(diagnose(looked(stuck(bit, of, at), bits, random(value)))).toEqual([{ kind: 'stuck-bit', bit, of, at }]);
        },
      ),
    );
  });

  test('with an address line that has no effect is said to alias that line, and nothing else', () => {
    fc.assert(
      fc.property(width, seed, fc.integer({ min: 3, max: 9 }), (bits, value, line) => {
        expect(diagnose(looked(folded(line), bits, random(value)))).toEqual([{ kind: 'aliased-line', line, of: 'address' }]);
      }),
    );
  });

  test('with two byte lanes exchanged is said to have those lanes swapped, and nothing else', () => {
    const pair = fc.uniqueArray(fc.nat(7), { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(width, seed, pair, (bits, value, [a = 0, b = 1]) => {
        const lanes = [0, 1, 2, 3, 4, 5, 6, 7].map((lane) => (lane === a ? b : lane === b ? a : lane));
        expect(diagnose(looked(crossed(a, b), bits, random(value)))).toEqual([{ kind: 'swapped-lanes', lanes }]);
      }),
    );
  });

  test('with any bytes overwritten at random has an unknown cause', () => {
    const hits = fc.dictionary(fc.nat(SIZE - 1).map(String), fc.integer({ min: 1, max: 255 }), { minKeys: 1, maxKeys: 40 });
    fc.assert(
      fc.property(width, seed, hits, (bits, value, flips) => {
        const under = sound();
        const findings = looked(
          (off, byte) => (byte === undefined ? under(off) ^ (flips[off] ?? 0) : under(off, byte)),
          bits,
          random(value),
        );
        expect(diagnose(findings)).toEqual([{ kind: 'unknown' }]);
      }),
    );
  });

  test('that kept what an earlier fill had left in some places is stale', () => {
    fc.assert(
      fc.property(width, seed, fc.nat(SIZE / 8 - 8), (bits, value, at) => {
        const old = random(value ^ 1n);
        const under = sound();
        const kept = (off: number): boolean => off >= at * 8 && off < at * 8 + 64;
        const findings = looked(
          (off, byte) => (byte === undefined && kept(off) ? Number(patternAt(old, 8, off)) : under(off, byte)),
          bits,
          random(value),
        );
        expect(diagnose({ ...findings, before: (w, off) => patternAt(old, w, off) })).toEqual(
          at % 4 === 0 ? [{ kind: 'stale-line', lines: 2, age: 1 }] : [{ kind: 'stale' }],
        );
        expect(diagnose(findings)).toEqual([{ kind: 'unknown' }]);
      }),
    );
  });
});

const of64 = (off: number, expected: bigint, got: bigint): Observation => ({ off, width: 64, expected, got });

describe('causes', () => {
  test('that one pattern cannot tell apart are both named', () => {
    const fill = { pattern: PATTERN.address, seed: 0n };
    expect(diagnose(looked(folded(6), 32, fill))).toEqual([
      { kind: 'stuck-bit', bit: 6, of: 32, at: 1 },
      { kind: 'aliased-line', line: 6, of: 'address' },
    ]);
    expect(diagnosisText(looked(folded(6), 32, fill)).split('\n')[0]).toBe(
      'likely cause: data bit 6 of each 32-bit word stuck at 1 (byte lane 0), or aliased address line A6: addresses that differ in it only are one memory',
    );
  });

  test('in a line of the offset that is none of the address are told from it', () => {
    const value = (off: number): bigint => patternAt(random(7n), 32, off);
    // 0x3ed80000 has bit 19 set: in the address the line leads out of the region, in the offset to its other half.
    const observations = [0, 4, 8].map((off): Observation => ({ off, width: 32, expected: value(off), got: value(off + 0x80000) }));
    const findings = { base: BASE, observations, written: (w: number, off: number) => patternAt(random(7n), w, off) };
    expect(diagnose(findings)).toEqual([{ kind: 'aliased-line', line: 19, of: 'offset' }]);
  });

  test('are none of a pair that was exchanged, nor of one bit of one element', () => {
    const pair: Observation[] = [
      { off: 0, width: 32, expected: 0x12345678n, got: 0x9abcdef0n },
      { off: 16, width: 32, expected: 0x9abcdef0n, got: 0x12345678n },
    ];
    expect(diagnose({ base: 0n, observations: pair })).toEqual([{ kind: 'unknown' }]);
    expect(diagnose({ base: 0n, observations: [{ off: 0, width: 32, expected: 1n, got: 3n }] })).toEqual([{ kind: 'unknown' }]);
  });

  test('that a right element contradicts, that explain only some, or that rest on a few bits, are none', () => {
    const of = (off: number, expected: bigint, got: bigint, bits: Observation['width'] = 32): Observation => ({
      off,
      width: bits,
      expected,
      got,
    });
    const unknown = [{ kind: 'unknown' }];
    // Bit 4 reads 1 twice, and 0 elsewhere.
    expect(diagnose({ base: 0n, observations: [of(0, 0x100n, 0x110n), of(8, 0x200n, 0x210n), of(16, 0x300n, 0x300n)] })).toEqual(unknown);
    // One of the two is old.
    const before = (_: number, off: number): bigint => (off === 0 ? 0x1234n : 0x9999n);
    expect(diagnose({ base: 0n, before, observations: [of(0, 0x4321n, 0x1234n), of(8, 0x7777n, 0x6666n)] })).toEqual(unknown);
    // One byte is as it was, which any byte is now and then; another is what its neighbour holds.
    expect(diagnose({ base: 0n, before: () => 0x33n, observations: [of(0, 0x55n, 0x33n, 8)] })).toEqual(unknown);
    expect(diagnose({ base: 0n, written: (_, off) => (off === 4 ? 0x33n : 0x55n), observations: [of(0, 0x55n, 0x33n, 8)] })).toEqual(
      unknown,
    );
  });

  test('are lanes of each 32-bit word where both halves have them exchanged', () => {
    const observations = [of64(0, 0x8877665544332211n, 0x7788665533442211n), of64(8, 0x1817161514131211n, 0x1718161513141211n)];
    expect(diagnose({ base: 0n, observations })).toEqual([{ kind: 'swapped-lanes', lanes: [0, 1, 3, 2, 4, 5, 7, 6] }]);
  });

  test('in an address line that one side alone has lost are seen where the other place was written too', () => {
    const offs = [0, 4, 8, 0x1000, 0x1ffc, 0x0ffc, 0x1ff8];
    const value = (off: number): bigint => patternAt(random(9n), 32, off);
    // Of 0x1ff8 the other place, 0xff8, was not written: something is there.
    const there = (off: number): bigint => (offs.includes(off) ? value(off) : 0xdeadn);
    const observations = offs.map((off): Observation => ({ off, width: 32, expected: value(off), got: there(off & ~0x1000) }));
    expect(diagnose({ base: 0n, observations })).toEqual([{ kind: 'aliased-line', line: 12, of: 'address' }]);
    expect(diagnose({ base: 0n, observations: observations.filter(({ off }) => off === 0 || off === 0x1ff8) })).toEqual([
      { kind: 'unknown' },
    ]);
  });

  test('in an address line that the writing side alone has lost are seen in what was overwritten and in what was not written', () => {
    const offs = [0, 4, 8, 0x1000, 0x1ffc, 0x0ffc, 0x1ff8];
    const value = (off: number): bigint => patternAt(random(9n), 32, off);
    const before = (_: number, off: number): bigint => value(off) ^ 0xffff_ffffn;
    // In that order: what is written at 0x1000 lands on 0, what is written at 0x1ffc is overwritten by 0xffc.
    const got = (off: number): bigint => (off === 0 ? value(0x1000) : (off & 0x1000) !== 0 ? before(32, off) : value(off));
    const observations = offs.map((off): Observation => ({ off, width: 32, expected: value(off), got: got(off) }));
    expect(diagnose({ base: 0n, observations, before })).toEqual([{ kind: 'aliased-line', line: 12, of: 'address' }]);
    expect(diagnose({ base: 0n, observations })).toEqual([{ kind: 'unknown' }]);
  });

  test('of a word in the other byte order are its lanes, in that order', () => {
    const observations: Observation[] = [0, 4].map((off) => ({
      off,
      width: 32,
      expected: 0x04030201n + BigInt(off),
      got: BigInt(0x01020304 + off * 2 ** 24),
    }));
    expect(diagnose({ base: 0n, observations })).toEqual([{ kind: 'swapped-lanes', lanes: [3, 2, 1, 0, 7, 6, 5, 4] }]);
  });
});

test('A mismatch is told with offset, physical address, both values and the bits that differ', () => {
  expect(mismatchText({ off: 0x40, expected: 0xffn, got: 0xfbn }, BASE)).toBe(
    'offset 0x40 (physical 0x3ed80040): expected 0xff, got 0xfb, differing bits 0x4 (bit 2)',
  );
});

test('What was written at one width is known at every other', () => {
  const content = contentOf([{ off: 8, width: 64, expected: 0x0807060504030201n }]);
  expect([content(8, 9), content(16, 10), content(32, 12), content(64, 8), content(32, 14)]).toEqual([
    2n,
    0x0403n,
    0x08070605n,
    0x0807060504030201n,
    undefined,
  ]);
});
