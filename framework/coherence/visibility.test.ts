import { expect, test } from '@jest/globals';
import { causeKinds } from '../shm/diagnosis-text';
import { twoSides } from './test/two-sides';
import { visibility } from './visibility';

const options = { from: 'linux', to: 'r5', count: 64 };
const wrote = { done: 4n, median: 3n, p99: 9n, max: 9n };

test('counts that never went back, seen to the last and in time, are coherent, with the lag in µs of the clock that measured it', async () => {
  const run = await visibility(
    twoSides((_, { role }) => (role === 0 ? wrote : { done: 64n })),
    options,
  );
  expect(run).toMatchObject({ backwards: 0, finalSeen: true, failure: undefined, samples: 4 });
  expect(run.lag).toMatchObject({ id: 'linux-r5.visibility', unit: 'µs', median: 3, n: 4, quantiles: { p99: 9, max: 9 }, result: 'pass' });
});

const backwards = (role: bigint | number): Record<string, bigint> =>
  role === 0 ? wrote : { done: 64n, wrong: 2n, firstOff: 0x40n, before: 30n, got: 20n };

test('an old count that is the last one when it is read again is a stale line, with its place and age', async () => {
  const run = await visibility(
    twoSides(
      (_, { role }) => backwards(role),
      (_, __, base) => BigInt.asUintN(32, BigInt(base) + 64n),
    ),
    options,
  );
  expect(run).toMatchObject({ backwards: 2 });
  expect(run.failure).toMatch(
    /2 loads gave an older count .* at offset 0x40 \(physical 0x3ed80040\): expected 0x\w+, got 0x\w+, .*, 10 counts old/,
  );
  expect(causeKinds(run.failure ?? '')).toContain('stale-line');
});

test('an old count that both sides still see was lost on the way', async () => {
  const run = await visibility(
    twoSides(
      (_, { role }) => backwards(role),
      (_, __, base) => BigInt.asUintN(32, BigInt(base) + 20n),
    ),
    options,
  );
  expect(causeKinds(run.failure ?? '')).toEqual(['lost-write']);
});

test('round trips that all take long are late visibility, those that vary may be stale lines as well', async () => {
  const slow = (max: bigint) =>
    visibility(
      twoSides((_, { role }) => (role === 0 ? { done: 4n, median: 200_000n, p99: max, max } : { done: 64n })),
      options,
    );
  const steady = await slow(210_000n);
  expect(steady.failure).toMatch(
    /a round trip takes 200000 µs at the median of 4 .* allowed is 50000 µs; likely cause: late visibility.* 200 ms late/,
  );
  expect(causeKinds(steady.failure ?? '')).toEqual(['late']);
  expect(causeKinds((await slow(900_000n)).failure ?? '')).toEqual(['late', 'stale-line']);
});

test('a side that never saw the other is named', async () => {
  const run = await visibility(
    twoSides(() => ({ late: 1n })),
    options,
  );
  expect(run).toMatchObject({ finalSeen: false, lag: undefined, samples: 0 });
  expect(run.failure).toMatch(/linux and r5 saw nothing of the other side for 3000 ms/);
});

test('a run of no round trip has tested nothing; one that made fewer than were asked for says how many', async () => {
  const made = (done: bigint) =>
    visibility(
      twoSides((_, { role }) => (role === 0 ? { ...wrote, done } : { done: 16n * done })),
      options,
    );
  expect(await made(0n)).toMatchObject({ untested: 'no round trip was made', failure: undefined, samples: 0 });
  const fewer = await made(1n);
  expect(fewer).toMatchObject({ untested: undefined, samples: 1 });
  expect(fewer.what).toMatch(/1 of 4 round trips, counts to 16/);
});

test('a count of nothing is refused', async () => {
  await expect(
    visibility(
      twoSides(() => ({})),
      { ...options, count: 0 },
    ),
  ).rejects.toMatchObject({ code: 'InvalidArgument' });
});
