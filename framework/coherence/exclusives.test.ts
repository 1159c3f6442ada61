import { expect, test } from '@jest/globals';
import { PeerFault } from '../errors/errors';
import { missingCapability, PROBED_INCREMENTS } from './capabilities';
import { increments } from './exclusives';
import { twoSides } from './test/two-sides';

const options = { each: 100, mode: 'exclusive' } as const;
const all = { done: 100n, got: 200n };

test('a sum of all increments has lost none', async () => {
  const run = await increments(
    twoSides(() => all),
    options,
  );
  expect(run).toMatchObject({ expected: 200, got: 200, lost: 0, failure: undefined, late: undefined });
});

test.each([
  ['lost', { done: 100n, got: 150n }, /the counter is 150 after 200 increments that succeeded/],
  ['given up', { done: 90n, got: 180n, givenUp: 16n }, /32 increments failed 256 times and were given up/],
  ['waited for in vain', { ...all, late: 1n }, /linux and r5 saw nothing of the other side/],
])('increments that were %s say so, and the board has no exclusives', async (_, answer, says) => {
  const rig = twoSides(() => answer);
  expect((await increments(rig, options)).failure).toMatch(says);
  expect(await missingCapability(rig, 'exclusives')).toMatch(says);
});

/** Without exclusives `lost` of all increments are; with them none. */
const adding = (lost: bigint) =>
  twoSides((_, { args }) => {
    const each = BigInt(args['each'] ?? 0);
    return { done: each, got: 2n * each - (args['mode'] === 1 ? 0n : lost) };
  });

test('a board has exclusives where they lose nothing, and a load and a store do: else the sides never raced', async () => {
  expect(await missingCapability(adding(3n), 'exclusives')).toBeUndefined();
  expect(await missingCapability(adding(0n), 'exclusives')).toMatch(/never seen to race/);
});

test('exclusives are asked to hold for as many increments as the suite requires, however early the sides were seen to race', async () => {
  const late = twoSides((_, { args }) => {
    const each = BigInt(args['each'] ?? 0);
    const lost = args['mode'] === 0 || each >= BigInt(PROBED_INCREMENTS) ? 3n : 0n;
    return { done: each, got: 2n * each - lost };
  });
  expect(await missingCapability(late, 'exclusives')).toMatch(
    /50000 increments a side by exclusives, .* the counter is 99997 after 100000/,
  );
});

test('a board has exclusives where every pair of its sides does', async () => {
  const pairs: string[] = [];
  const onLast = twoSides(
    (_, { role, args }, side) => {
      const each = BigInt(args['each'] ?? 0);
      const lost = args['mode'] === 0 || pairs.includes('r5-1') ? 3n : 0n;
      if (role === 1) pairs.push(side);
      return { done: each, got: 2n * each - lost };
    },
    undefined,
    undefined,
    'r5-1',
  );
  expect(await missingCapability(onLast, 'exclusives')).toMatch(/^linux and r5-1, .* the counter is/);
});

test('exclusives that never succeed leave nothing tested', async () => {
  const never = twoSides(() => ({ givenUp: 16n }));
  expect(await increments(never, options)).toMatchObject({ expected: 0, untested: 'no increment succeeded' });
});

const dies = (kind: string, asked: string[] = []) =>
  twoSides((_, { args }, side) => {
    asked.push(side);
    if (side === 'linux' && args['mode'] === 1) throw new PeerFault(`the agent on linux died of ${kind}`, { side: 'linux', kind });
    return all;
  });

test('an abort of exclusives is why a board does not have them, and no side is made to abort twice', async () => {
  const asked: string[] = [];
  const rig = dies('SIGBUS', asked);
  expect(await missingCapability(rig, 'exclusives')).toMatch(/^linux and r5, .* exclusives abort: the agent on linux died of SIGBUS$/);
  const before = asked.length;
  expect(await increments(rig, options)).toMatchObject({ expected: 0, untested: expect.stringMatching(/SIGBUS/), failure: undefined });
  expect(asked).toHaveLength(before);
});

test('what ends an agent from outside, and an abort without exclusives, is an error', async () => {
  await expect(increments(dies('exit'), options)).rejects.toMatchObject({ code: 'PeerFault' });
  const broken = twoSides(() => {
    throw new PeerFault('data fault', { side: 'r5', kind: 'data' });
  });
  await expect(increments(broken, { each: 100, mode: 'plain' })).rejects.toMatchObject({ code: 'PeerFault' });
});

test('a board has atomic-64 where no direction shows a torn one and no ISA leaves it open', async () => {
  const whole = { loads: 200_000n, changes: 5n };
  expect(
    await missingCapability(
      twoSides(() => whole),
      'atomic-64',
    ),
  ).toBeUndefined();
  const torn = twoSides((_, { role }) => (role === 1 ? { ...whole, torn: 1n, expected: 1n, got: 2n } : {}));
  expect(await missingCapability(torn, 'atomic-64')).toMatch(/64-bit stores of linux/);
  const armv7 = twoSides(() => whole, undefined, 'armv7-r');
  expect(await missingCapability(armv7, 'atomic-64')).toMatch(/ARMv7-R does not promise it; linux → r5: 0 of 200000 loads were torn/);
});
