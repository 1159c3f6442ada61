import { directions, scaled, useRig } from '../framework';

const rig = useRig();
const iterations = scaled(100_000, 2_000_000);

describe.each(directions())('message passing, %s to %s', (from, to) => {
  test.each(['sy', 'osh', 'st-ld'] as const)('with barriers %s on both sides the flag never overtakes the data', async (barriers) => {
    const run = await rig.messagePassing({ from, to, iterations, barriers });
    expect(run).toShowNoStaleRead();
  });

  test('without barriers the run completes; what it shows is informative', async () => {
    const run = await rig.messagePassing({ from, to, iterations, barriers: 'none' });
    expect(run.observed).toBeGreaterThan(0);
    expect(run.stale).toBeLessThanOrEqual(run.observed);
  });
});
