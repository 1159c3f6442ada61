import { expect, test } from '@jest/globals';
import { counterBase } from '../peer/pattern';
import { causeKinds } from '../shm/diagnosis-text';
import { neighbours } from './neighbours';
import { twoSides } from './test/two-sides';

const options = { sides: ['linux', 'r5'] as const, rounds: 2 };
const sound = { rounds: 2n, passes: 500n, raced: 1n };

/** As `value_of` of native/core/neighbours.c. */
const value = (width: number, run: number, at: number, pass: number): bigint =>
  BigInt.asUintN(width, BigInt(counterBase(run)) + BigInt(at) * 0x9e3779b9n + BigInt(pass) * 0x7f4a7c15n);

/** Linux finds at 0x10, in pass 400, what it had stored `ago` passes before. */
const loses = (width: 8 | 16 | 32, ago: number, atOnce: bigint) =>
  neighbours(
    twoSides((_, { role, run }) =>
      role !== 0
        ? sound
        : {
            ...sound,
            lost: 3n,
            atOnce,
            firstPass: 400n,
            firstOff: 0x10n,
            expected: value(width, run, 0x10, 400),
            got: value(width, run, 0x10, 400 - ago),
          },
    ),
    { ...options, width },
  );

test('sides of which neither saw the other store meanwhile have tested nothing', async () => {
  const raced = (...rounds: bigint[]) =>
    neighbours(
      twoSides((_, { role }) => ({ ...sound, raced: rounds[Number(role)] ?? 0n })),
      { ...options, width: 8 },
    );
  expect((await raced(0n, 0n)).untested).toMatch(/neither side was seen to store/);
  expect(await raced(0n, 1n)).toMatchObject({ untested: undefined, raced: [0, 1] });
});

test('nothing lost is coherent', async () => {
  const run = await neighbours(
    twoSides(() => sound),
    { ...options, width: 8 },
  );
  expect(run).toMatchObject({ lost: 0, failure: undefined, passes: [500, 500], first: undefined });
});

test.each([
  [8, 3],
  [16, 100],
  [32, 399],
] as const)('what a side of %i bits stored and later found undone by %i passes is a clobbered line', async (width, ago) => {
  const run = await loses(width, ago, 0n);
  expect(run).toMatchObject({ lost: 3, atOnce: 0, first: { side: 'linux', pass: 400, off: 0x10, address: 0x3ed8_0010n, age: ago } });
  expect(run.failure).toMatch(
    new RegExp(
      `linux lost 3 of its stores, 0 of them at once; the first in pass 400 at offset 0x10 \\(physical 0x3ed80010\\).*what it held ${ago} passes before`,
    ),
  );
  expect(causeKinds(run.failure ?? '')[0]).toBe('clobbered-line');
});

test('what a side does not find even directly behind its store is a lost write', async () => {
  expect(causeKinds((await loses(32, 1, 3n)).failure ?? '')).toEqual(['lost-write']);
});

test('a side that did not come is named, and rounds that nobody waited out are no result', async () => {
  const late = await neighbours(
    twoSides((_, { role }) => (role === 0 ? { rounds: 1n, late: 1n } : sound)),
    { ...options, width: 8 },
  );
  expect(late.failure).toMatch(/linux saw nothing of the other side for 3000 ms.*\n?.*likely cause: late visibility/);
  const fewer = neighbours(
    twoSides(() => ({ rounds: 1n })),
    { ...options, width: 8 },
  );
  await expect(fewer).rejects.toMatchObject({ code: 'ProtocolViolation' });
});
