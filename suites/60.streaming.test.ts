import { board, controlOffset, directions, measured, peerIds, scaled, streamBytes, useRig } from '../framework';

/** Bytes of a message, slots of its ring. */
const points: [number, number][] = scaled(
  [
    [64, 16],
    [1024, 16],
  ],
  [16, 64, 256, 1024, 4096].flatMap((size) => [1, 4, 16, 64].map((depth): [number, number] => [size, depth])),
);
const room = controlOffset(board().shm[0]!.size);
const fitting = points.filter(([size, depth]) => streamBytes(size, depth) <= room);
/** So much goes through a ring in a sample, but no fewer messages than fill it some times. */
const BYTES = scaled(0x10000, 0x80000);
const messages = (size: number): number => Math.max(256, Math.min(8192, BYTES / size));
const samples = scaled(3, 5);

const rig = useRig();

describe.each(directions())('%s streams to %s', (from, to) => {
  test.each(fitting)('messages of %i bytes through %i slots, and none is lost or changed', async (size, depth) => {
    const run = await rig.stream({ from, to, size, depth, messages: messages(size), samples });
    expect(run).toBeCoherent();
    for (const measurement of run.measurements) expect(measured(measurement)).toBeWithinLimits();
  });
});

const [first, ...others] = peerIds();

describe.each(others)(`${first} and %s stream to each other at once`, (other) => {
  test.each(fitting)('messages of %i bytes through %i slots, and none is lost or changed', async (size, depth) => {
    const run = await rig.stream({ from: first!, to: other, both: true, size, depth, messages: messages(size), samples });
    expect(run).toBeCoherent();
    for (const measurement of run.measurements) expect(measured(measurement)).toBeWithinLimits();
  });
});
