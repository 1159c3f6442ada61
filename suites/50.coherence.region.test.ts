import { board, directions, measured, peerIds, scaled, useRig, verifiedMeasurement, type WholeRegionRun } from '../framework';

/** Every byte of the window but the control area, by address and its inverse; and nothing beside the window. */

const rig = useRig();
const runs: WholeRegionRun[] = [];
const guarded = peerIds().filter((id) => board().memory.guard > 0 && board().peers[id]?.kind === 'serial');
const fills = ['address', 'inverseAddress', ...scaled([], ['random'] as const)] as const;

describe.each(directions())('%s fills the region, %s verifies it', (from, to) => {
  test.each(fills.map((pattern) => [pattern]))('%s', async (pattern) => {
    const guardSeed = rig.nextSeed();
    for (const id of guarded) expect(await rig.r5(id).guardFill(guardSeed)).toBeGreaterThan(0);
    const run = await rig.wholeRegion({ from, to, pattern, passes: scaled(1, 22) });
    runs.push(run);
    expect(run).toBeCoherent();
    for (const id of guarded) expect(await rig.r5(id).guardCheck(guardSeed)).toEqual({ ok: true });
  });
});

test('what was verified is in the record', () => {
  expect(measured(verifiedMeasurement('region', runs)).median).toBeGreaterThan(0);
});
