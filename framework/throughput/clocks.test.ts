import { expect, test } from '@jest/globals';
import { twoSides, type JobCall } from '../coherence/test/two-sides';
import { compareClocks, type ClockRun } from './clocks';

/** The sides of `twoSides` count a million ticks a second. */
const compared = (answer: (call: JobCall & { rounds: bigint }) => Record<string, bigint>): Promise<ClockRun> =>
  compareClocks(
    twoSides((_, call) => answer({ ...call, rounds: BigInt(call.args['rounds'] ?? 0) })),
    { of: 'r5', against: 'linux', samples: 3 },
  );

test('the ratio of two clocks lies between what each counts as the producer', async () => {
  const run = await compared(({ role, rounds }) => ({ rounds, ticks: rounds * (role === 0 ? 20n : 10n) }));
  expect(run).toEqual({ of: 'r5', against: 'linux', least: 0.5, most: 2, stretch: 0.2, samples: 3, failure: undefined });
});

test('a stretch that a mismatch cut short gives no ratio, but where and what was wrong', async () => {
  const run = await compared(({ role, rounds }) => {
    const cut = rounds > 4n ? 3n : rounds;
    const wrong = { mismatches: 2n, firstRound: 3n, firstOff: 8n, expected: 1n, got: 0n };
    return { rounds: cut, ticks: cut * 10n, ...(role === 1 && cut < rounds && wrong) };
  });
  expect(run.least).toBeNaN();
  expect(run.failure).toMatch(/^a hand-off from r5 to linux ended in round 3 of 16: 2 elements differ; the first at offset 0x8 .*got 0x0/);
});

test.each([0, 1])('rounds that the side of role %i did not do are an error, not a ratio', async (short) => {
  const run = compared(({ role, rounds }) => ({ rounds: role === short ? rounds - 1n : rounds, ticks: rounds }));
  await expect(run).rejects.toMatchObject({ code: 'ProtocolViolation', message: expect.stringContaining('3 of 4 done') });
});

test('a clock that stands still ends the search for a stretch long enough', async () => {
  const run = await compared(({ rounds }) => ({ rounds, ticks: 0n }));
  expect(run.failure).toMatch(/^the clock of linux hardly goes: in 1048576 rounds/);
});
