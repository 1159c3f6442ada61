import { directions, measured, scaled, useRig } from '../framework';

/** Payload in bytes, and round trips of it. */
const sizes = scaled([4, 64, 1024], [4, 16, 64, 256, 1024, 4096, 16384, 65536]);
const trips = (size: number): number => (size <= 256 ? scaled(10_000, 100_000) : size <= 4096 ? scaled(1000, 10_000) : 1000);

const rig = useRig();

describe.each(directions())('%s sends to %s and has it back', (from, to) => {
  test.each(sizes)('%i bytes, each trip timed, within the limits of the board', async (size) => {
    const run = await rig.roundTrips({ from, to, size, trips: trips(size) });
    expect(run).toBeCoherent();
    expect(measured(run.measurement!)).toBeWithinLimits();
  });
});
