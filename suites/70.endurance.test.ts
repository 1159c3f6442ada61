import { enduranceSeconds, useRig } from '../framework';

const rig = useRig();
const seconds = enduranceSeconds();

/** Beside the time itself: the piece in progress, and what a failure takes to be looked into. */
const MORE_MS = 180_000;

test(
  `everything at once for ${seconds} s: hand-offs, walks, counting, neighbours, messages and litmus tests, and memory that is filled meanwhile`,
  async () => {
    const run = await rig.endurance({ seconds });
    expect(run).toBeCoherent();
    expect(run.pieces).toBeGreaterThan(0);
  },
  1000 * seconds + MORE_MS,
);
