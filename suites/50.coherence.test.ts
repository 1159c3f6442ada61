import { blockSizes, directions, scaled, useRig } from '../framework';

const rig = useRig();

/** About the same work for every size: the product of rounds and bytes is bounded. */
const roundsOf = (size: number): number => Math.max(scaled(8, 16), Math.min(1000, Math.floor(scaled(1 << 20, 1 << 24) / size)));

describe.each(directions())('%s hands a block to %s', (from, to) => {
  test.each(blockSizes())('%i bytes arrive whole in every round, with the declared barriers', async (size) => {
    const run = await rig.handoff({ from, to, size, rounds: roundsOf(size), barriers: 'declared' });
    expect(run.rounds).toBe(roundsOf(size));
    expect(run).toBeCoherent();
  });

  test('without barriers the rounds complete; mismatches would be informative', async () => {
    const run = await rig.handoff({ from, to, size: 1024, rounds: 200, barriers: 'none' });
    expect(run.rounds).toBe(200);
  });
});
