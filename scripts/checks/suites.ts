import { z } from 'zod';
import type { Check, Tally } from './check';
import { commandJson, jsonTally } from './command-json';

const countsSchema = z.object({
  runs: z.array(z.object({ exit: z.number(), counts: z.object({ pass: z.number(), fail: z.number(), broken: z.number() }) })),
});

/** The suites on a board, through the command line that users have. */
export function suitesCheck(board: string, profile: string): Check {
  return {
    name: `suites-${board}`,
    title: `suites on ${board} (${profile})`,
    async run(context) {
      const { json, code } = await commandJson(['run', '-b', board, '--profile', profile], context);
      return suitesTally(json, code);
    },
  };
}

/** Counts of a run; broken tests count as failed, and so does a run that ended badly without saying which test did. */
export function suitesTally(json: string, code: number): Tally {
  return jsonTally(json, code, countsSchema, ({ runs }) => ({
    passed: runs.reduce((sum, { counts }) => sum + counts.pass, 0),
    failed: runs.reduce((sum, { counts }) => sum + counts.fail + counts.broken, 0),
  }));
}
