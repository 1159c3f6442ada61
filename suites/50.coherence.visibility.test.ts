import { directions, measured, scaled, useRig } from '../framework';

const rig = useRig();
const count = scaled(8192, 65_536);

/** An emulated board shows its host's lag, and its host's caches are coherent: that a store is held back or a line stale is shown by the faults of `sim`. */
describe.each(directions())('%s counts up, %s reads', (from, to) => {
  test(`counts up to ${count}, as far as the time for it goes, are never seen to go back, the last is seen, and a round trip has its bounds`, async () => {
    const run = await rig.visibility({ from, to, count });
    if (run.lag) measured(run.lag);
    expect(run).toBeCoherent();
    expect(run.samples).toBeGreaterThan(0);
    expect(run).toMatchObject({ backwards: 0, finalSeen: true });
  });
});
