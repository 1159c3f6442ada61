import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { resolve } from 'node:path';
import fc from 'fast-check';
import sim from '../../boards/sim/board';
import { Rig } from '../board/rig';
import { PATTERN } from './jobs';

/** Lines that a person or another host may send to the firmware: nothing of this side checks them first. */

jest.setTimeout(30_000);

let rig: Rig;
beforeAll(async () => {
  rig = await Rig.open(sim, { root: resolve(__dirname, '../..'), onProgress: () => undefined, onConsole: () => undefined });
}, 30_000);
afterAll(() => rig.close());
beforeEach(() => rig.peer('linux').job('fill', WHOLE));

const SIZE = 0x800000;
const WHOLE = { pattern: PATTERN.random, seed: 0x5eed, off: 0, len: SIZE, width: 64 };
const runs = { numRuns: 25 };

/** Each line has that first word of a refusal as its answer, and after all of them the region is what it was. */
async function refused(lines: readonly string[], code: string): Promise<void> {
  const answers: string[] = [];
  for (const line of lines) {
    const { ok, text } = await rig.r5().command(line);
    answers.push(`${line}: ${ok ? 'ok' : (text.split(' ')[0] ?? '')}`);
  }
  expect(answers).toEqual(lines.map((line) => `${line}: ${code}`));
  expect(await rig.peer('linux').job('verify', WHOLE)).toMatchObject({ bytes: BigInt(SIZE), mismatches: 0n });
}

const hex = (value: bigint | number): string => value.toString(16);
/** No number of the protocol: 1 to 16 hexadecimal digits. */
const noNumber = fc.oneof(
  fc.constantFrom(
    '-1',
    '-0',
    '+1',
    '0x10',
    '1.5',
    'NaN',
    'Infinity',
    'g',
    '1e+3',
    '10000000000000000',
    '00000000000000010',
    '1h',
    "'",
    '*',
  ),
  fc.integer({ min: -(2 ** 31), max: -1 }).map(String),
  fc.bigInt({ min: 1n << 64n, max: 1n << 68n }).map(hex),
);
const U64 = (1n << 64n) - 1n;
const pastEnd = fc.oneof(
  fc.constantFrom(BigInt(SIZE), U64, U64 - 7n, 1n << 32n, (1n << 32n) + 8n, 1n << 63n).map((off) => off & ~7n),
  fc.bigInt({ min: BigInt(SIZE) / 8n, max: U64 / 8n }).map((n) => n * 8n),
);
const width = fc.constantFrom(8, 16, 32, 64);

test('An offset, length or value that is no number is refused as usage', async () => {
  await fc.assert(
    fc.asyncProperty(noNumber, width, async (word, bits) => {
      await refused(
        [
          `read ${bits} ${word}`,
          `write ${bits} ${word} 0`,
          `write ${bits} 0 ${word}`,
          `bread ${word} 10`,
          `bread 0 ${word}`,
          `bwrite ${word} 00`,
          `bwrite 0 ${word}`,
          `bset ${word} 0 10`,
          `bset 0 ${word} 10`,
          `bset 0 0 ${word}`,
          `phys ${word}`,
          `virt ${word}`,
          `p2o ${word}`,
          `v2o ${word}`,
          `job fill ${word} 0 0 40 8`,
          `job fill 2 0 ${word} 40 8`,
          `job fill 2 0 0 ${word} 8`,
        ],
        'usage',
      );
    }),
    runs,
  );
});

test('An offset from the end on is out of range, also where the sum of offset and length wraps', async () => {
  await fc.assert(
    fc.asyncProperty(pastEnd, width, async (off, bits) => {
      await refused(
        [
          `read ${bits} ${hex(off)}`,
          `write ${bits} ${hex(off)} 0`,
          `bread ${hex(off)} 10`,
          `bwrite ${hex(off)} 0000000000000000`,
          `bset ${hex(off)} 0 10`,
          `bset ${hex(off)} 0 ${hex((U64 - off + 1n) & U64 || 8n)}`,
          `bset 8 0 ${hex(off)}`,
          `bset 8 0 ${hex(U64 - 7n)}`,
          `phys ${hex(off)}`,
          `virt ${hex(off)}`,
          `job fill 2 0 ${hex(off)} 40 8`,
          `job fill 2 0 8 ${hex(off)} 8`,
        ],
        'range',
      );
    }),
    runs,
  );
});

test('An offset that the width does not divide is misaligned', async () => {
  const crooked = fc.constantFrom<[number, number]>([16, 1], [32, 1], [32, 2], [64, 1], [64, 4]);
  await fc.assert(
    fc.asyncProperty(fc.nat(SIZE / 16 - 2), crooked, async (n, [bits, by]) => {
      const off = hex(n * 16 + by);
      await refused(
        [
          `read ${bits} ${off}`,
          `write ${bits} ${off} 0`,
          `bread ${off} 10 ${bits}`,
          `bset ${off} 0 10 ${bits}`,
          `bset ${hex(n * 16)} 0 ${hex(16 + by)} ${bits}`,
          `bwrite ${off} 0000000000000000 ${bits}`,
          `job fill 2 0 ${off} 40 ${hex(bits)}`,
        ],
        'misaligned',
      );
    }),
    runs,
  );
});

test('A value wider than its access, a width and an order that there are not, are refused as usage', async () => {
  await fc.assert(
    fc.asyncProperty(fc.bigInt({ min: 0n, max: U64 }), fc.constantFrom(8, 16, 32), async (value, bits) => {
      const wide = hex(value | (1n << BigInt(bits)));
      await refused(
        [
          `write ${bits} 0 ${wide}`,
          `bset 0 ${hex(value | 0x100n)} 1`,
          `write 24 0 0`,
          `read 128 0`,
          `write ${bits} 0 0 acquire`,
          `read ${bits} 0 release`,
          `bset 0 0 10 24`,
          `bwrite 0 123`,
          'bwrite 0',
          'write 8 0',
          'bset 0 0',
        ],
        'usage',
      );
    }),
    runs,
  );
});

test('What comes in spite of a closed device is refused, and so is a second open', async () => {
  const name = sim.shm[0]?.name ?? '';
  await refused([`open ${name}`], 'already-open');
  expect((await rig.r5().command('close')).ok).toBe(true);
  await refused(
    [
      'read 8 0',
      'write 8 0 0',
      'bread 0 10',
      'bwrite 0 00',
      'bset 0 0 10',
      'phys 0',
      'virt 0',
      'p2o 3ed80000',
      'v2o 0',
      'job fill 2 0 0 40 8',
      'close',
    ],
    'not-open',
  );
  await refused(['open nothing'], 'no-device');
  expect((await rig.r5().command(`open ${name}`)).ok).toBe(true);
});
