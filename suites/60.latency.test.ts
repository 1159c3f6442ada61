import { board, controlOffset, directions, measured, roundTripBytes, scaled, skipBlock, useRig } from '../framework';

/** Payload in bytes, and round trips of it. */
const all = scaled([4, 64, 1024], [4, 16, 64, 256, 1024, 4096, 16384, 65536]);
const room = controlOffset(board().shm[0]!.size);
const sizes = all.filter((size) => roundTripBytes(size) <= room);
const trips = (size: number): number => (size <= 256 ? scaled(10_000, 100_000) : size <= 4096 ? scaled(1000, 10_000) : 1000);

const rig = useRig();
if (sizes.length === 0)
  skipBlock(`the memory has ${room} bytes, round trips and their distribution take ${roundTripBytes(all[0] ?? 0)} at the least`);

describe.each(directions())('%s sends to %s and has it back', (from, to) => {
  // Where none fits, those that are skipped have their names.
  test.each(sizes.length === 0 ? all : sizes)('%i bytes, each trip timed, within the limits of the board', async (size) => {
    const run = await rig.roundTrips({ from, to, size, trips: trips(size) });
    expect(run).toBeCoherent();
    expect(measured(run.measurement!)).toBeWithinLimits();
  });
});
