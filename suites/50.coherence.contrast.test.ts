import { board, directions, measured, openAsDeclared, openCached, PATTERN, skipBlock, useRig } from '../framework';

/**
 * The same checks with a write-back cache over the region on the R5's side must see staleness: it is NORM_SHARED_NCACHE that makes them pass. A cache may be
 * stale and need not, so that on silicon it is demonstrated or not demonstrated, and only the model of one has to show it.
 */

const rig = useRig();
const hasCache = board().capabilities.includes('cache');
const required = board().emulated && hasCache;
if (!hasCache)
  skipBlock(
    board().emulated
      ? `the R5 of board '${board().name}' is emulated without a data cache: no memory type makes it stale`
      : `board '${board().name}' does not declare a data cache on its R5 (capability 'cache')`,
  );

beforeEach(() => openCached(rig));

// Whatever the test came to: the next one works with what the board declares.
afterEach(() => openAsDeclared(rig));

/** 1 demonstrated, 0 not demonstrated; on a board with the model of a cache only the first will do. */
function staleness(id: string, demonstrated: boolean): void {
  const median = Number(demonstrated);
  measured({
    id: `pair.contrast.${id}`,
    unit: 'demonstrated',
    n: 1,
    median,
    quantiles: { max: median },
    limits: undefined,
    result: 'pass',
  });
  if (required) expect(`${id} ${demonstrated ? 'demonstrated' : 'not demonstrated'}`).toBe(`${id} demonstrated`);
}

describe.each(directions())('through a write-back cache, from %s to %s', (from, to) => {
  test('a hand-off without maintenance does not hold', async () => {
    const run = await rig.handoff({ from, to, size: 1024, rounds: 100, barriers: 'declared', looks: false });
    staleness(`handoff.${from}-${to}`, run.first !== undefined);
  });

  test('what was filled twice is not what is verified', async () => {
    const span = { off: 0, len: 0x4000, width: 64 };
    const [first, second] = [rig.nextSeed(), rig.nextSeed()].map((seed) => ({ pattern: PATTERN.random, seed }));
    await rig.peer(from).job('fill', { ...first!, ...span });
    await rig.peer(to).job('verify', { ...first!, ...span });
    await rig.peer(from).job('fill', { ...second!, ...span });
    const { mismatches } = await rig.peer(to).job('verify', { ...second!, ...span });
    staleness(`pattern.${from}-${to}`, mismatches > 0n);
  });
});
