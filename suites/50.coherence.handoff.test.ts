import { blockSizes, directions, measured, scaled, useRig, verifiedMeasurement, type HandoffRun } from '../framework';

const rig = useRig();
const runs: HandoffRun[] = [];

/** Thousands of small blocks, and of large ones about the same work for every size. */
const MOST = scaled(200, 2000);
const LEAST = scaled(4, 64);
const WORK = scaled(1 << 20, 1 << 24);
const roundsOf = (size: number): number => Math.max(LEAST, Math.min(MOST, Math.floor(WORK / size)));

describe.each(directions())('%s hands a block to %s', (from, to) => {
  test.each(blockSizes())('%i bytes arrive whole in every round, with the declared barriers', async (size) => {
    const run = await rig.handoff({ from, to, size, rounds: roundsOf(size), barriers: 'declared' });
    runs.push(run);
    expect(run).toBeCoherent();
    expect(run.rounds).toBe(roundsOf(size));
  });

  test('without barriers the sides come to an end; what was mismatched is reported', async () => {
    const run = await rig.handoff({ from, to, size: 1024, rounds: 200, barriers: 'none', looks: false });
    const seen = { n: run.rounds, median: run.mismatches, quantiles: {} };
    measured({ id: `${from}-${to}.unordered-mismatches.1024`, unit: 'elements', ...seen, limits: undefined, result: 'pass' });
    // Data that overtook its flag is what the barriers are for. A flag that never comes is no matter of barriers.
    if (run.mismatches === 0) expect(run).toBeCoherent();
  });
});

test('what was verified is in the record', () => {
  expect(measured(verifiedMeasurement('handoff', runs)).median).toBeGreaterThan(0);
});
