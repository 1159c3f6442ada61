import { board, controlOffset, directions, openAsDeclared, openCached, scaled, useRig } from '../framework';

/** A write-back cache over the region on the R5's side: what one side wrote reaches the other when both maintain their caches. */

const rig = useRig({ needs: ['cache'] });
const sizes = [4, 32, 1024, 65536].filter((size) => size <= controlOffset(board().shm[0]!.size));

beforeEach(() => openCached(rig));
afterEach(() => openAsDeclared(rig));

describe.each(directions())('%s hands a block to %s through the cache', (from, to) => {
  test.each(sizes)('%i bytes arrive whole with flush and invalidate', async (size) => {
    const rounds = scaled(20, Math.min(1000, (1 << 22) / size));
    const run = await rig.handoff({ from, to, size, rounds, barriers: 'declared', maintenance: 'flush-invalidate' });
    expect(run).toBeCoherent();
    expect(run.rounds).toBe(rounds);
  });
});
