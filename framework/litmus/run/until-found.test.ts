import { SB } from '../shapes';
import type { LitmusOptions } from './options';
import { brokenRun, sampleRun } from './sample-run';
import { litmusUntilFound } from './until-found';

const rig = (found: (call: number) => boolean, seen: LitmusOptions[]) => ({
  litmus: (_: unknown, options: LitmusOptions) => {
    seen.push(options);
    return Promise.resolve({ name: 'SB', refused: [], runs: [found(seen.length) ? brokenRun : sampleRun] });
  },
});

test('it runs again with another skew until a forbidden outcome is seen, and gives that run', async () => {
  const seen: LitmusOptions[] = [];
  const run = await litmusUntilFound(
    rig((call) => call === 3, seen),
    SB.with('po', 'po'),
    { iterations: 10 },
  );
  expect(run.runs).toEqual([brokenRun]);
  expect(seen.map(({ skew }) => skew)).toEqual([0, 20, 0]);
});

test('it ends without one after twelve runs: the check that it looks for has not failed', async () => {
  const seen: LitmusOptions[] = [];
  const run = await litmusUntilFound(
    rig(() => false, seen),
    SB.with('po', 'po'),
    { iterations: 10 },
  );
  expect([seen.length, run.runs]).toEqual([12, [sampleRun]]);
});
