import { closeSync, openSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { runChild } from '../child';
import { fromRoot, ROOT } from '../setup/paths';
import type { Check, Tally } from './check';

const selftestSchema = z.object({ runs: z.array(z.object({ problems: z.array(z.string()) })) });

/** The quick form of the selftest, always the same faults: what it finds is to be found again. */
export const selftestCheck: Check = {
  name: 'selftest',
  title: 'selftest on sim (quick)',
  run: ({ log, result, signal }) => selftest(['--quick', '--seed', '1'], { log, result, signal }),
};

/** Runs `amp-hil selftest` with its progress in `log` and its JSON in `result`. */
export async function selftest(
  options: readonly string[],
  { log, result, signal }: { log: string; result: string; signal: AbortSignal },
): Promise<Tally> {
  const [out, json] = [openSync(log, 'w'), openSync(result, 'w')];
  try {
    const args = [fromRoot('framework/cli/amp-hil.js'), 'selftest', '--json', ...options];
    const code = await runChild(process.execPath, args, { stdio: ['ignore', json, out], signal, cwd: ROOT, abort: 'program' });
    return selftestTally(readFileSync(result, 'utf8'), code);
  } finally {
    closeSync(out);
    closeSync(json);
  }
}

/** Runs that are as they must be, and those that are not; an exit code that none of them explains is one more. */
export function selftestTally(json: string, code: number): Tally {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { passed: 0, failed: 1 }; // the command ended before it had a result
  }
  const parsed = selftestSchema.safeParse(value);
  if (!parsed.success) return { passed: 0, failed: 1 };
  const failed = parsed.data.runs.filter(({ problems }) => problems.length > 0).length;
  const passed = parsed.data.runs.length - failed;
  return { passed, failed: failed === 0 && (code !== 0 || passed === 0) ? 1 : failed };
}
