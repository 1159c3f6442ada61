import { expect, test } from '@jest/globals';
import { causeKinds } from '../shm/diagnosis-text';
import { tearing } from './tearing';
import { twoSides } from './test/two-sides';

const options = { from: 'r5', to: 'linux', width: 32, rounds: 1000 } as const;
const raced = { loads: 1000n, changes: 40n };

test('loads of two whole values, both seen, are coherent', async () => {
  const run = await tearing(
    twoSides(() => raced),
    options,
  );
  expect(run).toMatchObject({ torn: 0, failure: undefined, untested: undefined, first: undefined });
});

test('a reader that saw one value alone has tested nothing', async () => {
  const run = await tearing(
    twoSides(() => ({ loads: 1000n })),
    options,
  );
  expect(run.untested).toMatch(/the sides never raced/);
});

test('a reader that goes on until it has seen a change has done what was asked', async () => {
  const run = await tearing(
    twoSides(() => ({ loads: 5000n, changes: 1n })),
    options,
  );
  expect(run).toMatchObject({ loads: 5000, failure: undefined, untested: undefined });
});

const torn = (got: bigint) =>
  tearing(
    twoSides(
      (_, { role }) => (role === 0 ? { loads: 512n } : { ...raced, torn: 7n, first: 12n, expected: 0x1234_5678n, got }),
      () => 0x1234_5678n,
    ),
    options,
  );

test('a value of one half each is torn, with both patterns', async () => {
  const run = await torn(0xedcb_5678n);
  expect(run).toMatchObject({ torn: 7, first: { load: 12, address: 0x3ed8_0000n } });
  expect(run.failure).toMatch(
    /7 loads .* the first, load 12, at offset 0x0 .*: expected 0x12345678, got 0xedcb5678, .*, or 0xedcba987; likely cause: torn access/,
  );
  expect(causeKinds(run.failure ?? '')).toEqual(['torn']);
});

test('a value that is not made of the two is not called torn', async () => {
  expect(causeKinds((await torn(0x1111_1111n)).failure ?? '')).not.toContain('torn');
});
