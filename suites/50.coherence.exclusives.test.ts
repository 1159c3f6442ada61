import { directions, measured, PROBED_INCREMENTS, scaled, useRig, type IncrementsRun } from '../framework';

const rig = useRig();
const counts = scaled([5000, PROBED_INCREMENTS], [5000, 20_000, PROBED_INCREMENTS]);
const each = counts.at(-1)!;
// The sides do the same: one order of each pair is enough.
const pairs = directions().filter(([first, second]) => first < second);

/** What was made and lost of a million increments: facts about the board, which have no limits. Of a run that did not come to its end nobody knows the loss. */
function reported({ mode, expected, lost, untested, late }: IncrementsRun, pair: string): void {
  const fact = { unit: 'of a million', n: 1, quantiles: {}, limits: undefined, result: 'pass' } as const;
  measured({ id: `${pair}.made-increments.${mode}`, median: (expected * 1e6) / (2 * each), ...fact });
  if (untested === undefined && late === undefined)
    measured({ id: `${pair}.lost-increments.${mode}`, median: (lost * 1e6) / expected, ...fact });
}

describe.each(pairs)('%s and %s add to one counter', (first, second) => {
  const sides = [first, second] as const;

  test('by a load and a store both sides come to their end; what was lost is reported', async () => {
    const run = await rig.increments({ sides, each, mode: 'plain' });
    expect(run.late).toBeUndefined();
    reported(run, `${first}-${second}`);
  });

  // On memory that is not cached they may lose some, never succeed, or abort.
  test('by exclusives, which nobody promises here, what was made and lost is reported', async () => {
    reported(await rig.increments({ sides, each, mode: 'exclusive' }), `${first}-${second}`);
  });

  describe('where exclusives are seen to hold', () => {
    useRig({ needs: ['exclusives'] });

    test.each(counts)('nothing of %i increments a side by exclusives is lost', async (count) => {
      expect(await rig.increments({ sides, each: count, mode: 'exclusive' })).toBeCoherent();
    });
  });
});
