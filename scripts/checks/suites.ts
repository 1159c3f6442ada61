import { closeSync, openSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { runChild } from '../child';
import { fromRoot, ROOT } from '../setup/paths';
import type { Check, Tally } from './check';

const countsSchema = z.object({
  runs: z.array(z.object({ exit: z.number(), counts: z.object({ pass: z.number(), fail: z.number(), broken: z.number() }) })),
});

/** The suites on a board, through the command line that users have. */
export function suitesCheck(board: string, profile: string): Check {
  return {
    name: `suites-${board}`,
    title: `suites on ${board} (${profile})`,
    async run({ log, result, signal }) {
      const [out, json] = [openSync(log, 'w'), openSync(result, 'w')];
      try {
        const args = [fromRoot('framework/cli/amp-hil.js'), 'run', '-b', board, '--profile', profile, '--json'];
        const code = await runChild(process.execPath, args, { stdio: ['ignore', json, out], signal, cwd: ROOT, abort: 'program' });
        return suitesTally(readFileSync(result, 'utf8'), code);
      } finally {
        closeSync(out);
        closeSync(json);
      }
    },
  };
}

/** Counts of a run; broken tests count as failed, and so does a run that ended badly without saying which test did. */
export function suitesTally(json: string, code: number): Tally {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { passed: 0, failed: 1 }; // the command ended before it had a result
  }
  const parsed = countsSchema.safeParse(value);
  if (!parsed.success) return { passed: 0, failed: 1 };
  const passed = parsed.data.runs.reduce((sum, { counts }) => sum + counts.pass, 0);
  const failed = parsed.data.runs.reduce((sum, { counts }) => sum + counts.fail + counts.broken, 0);
  return { passed, failed: failed === 0 && (code !== 0 || passed === 0) ? 1 : failed };
}
