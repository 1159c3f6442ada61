import { directions, scaled, useRig } from '../framework';

const rig = useRig();
const rounds = scaled(3, 20);
const passes = scaled(200, 1000);

// Both sides do the same: a short run takes one order of each pair.
const pairs = scaled(
  directions().filter(([first, second]) => first < second),
  directions(),
);

/** An emulated R5 writes just the bytes that it stores: that a line which is written back is noticed is shown by the faults of `sim`. */
describe.each(pairs)('%s and %s write elements of the same lines at once', (first, second) => {
  test.each([8, 16, 32] as const)('%i bits wide, and nothing of either is lost', async (width) => {
    const run = await rig.neighbours({ sides: [first, second], width, rounds, passes });
    expect(run).toBeCoherent();
    expect(run).toMatchObject({ rounds, lost: 0 });
  });
});
