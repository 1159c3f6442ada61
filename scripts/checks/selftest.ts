import { z } from 'zod';
import type { Check, CheckContext, Tally } from './check';
import { commandJson, jsonTally } from './command-json';

const selftestSchema = z.object({ runs: z.array(z.object({ problems: z.array(z.string()) })) });

/** The quick form of the selftest, always the same faults: what it finds is to be found again. */
export const selftestCheck: Check = {
  name: 'selftest',
  title: 'selftest on sim (quick)',
  run: (context) => selftest(['--quick', '--seed', '1'], context),
};

/** Runs `amp-hil selftest` with its progress in `log` and its JSON in `result`. */
export async function selftest(options: readonly string[], context: CheckContext): Promise<Tally> {
  const { json, code } = await commandJson(['selftest', ...options], context);
  return selftestTally(json, code);
}

/** Runs that are as they must be, and those that are not; an exit code that none of them explains is one more. */
export function selftestTally(json: string, code: number): Tally {
  return jsonTally(json, code, selftestSchema, ({ runs }) => {
    const failed = runs.filter(({ problems }) => problems.length > 0).length;
    return { passed: runs.length - failed, failed };
  });
}
