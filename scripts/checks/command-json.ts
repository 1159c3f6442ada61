import { closeSync, openSync, readFileSync } from 'node:fs';
import type { z } from 'zod';
import { runChild } from '../child';
import { fromRoot, ROOT } from '../setup/paths';
import type { CheckContext, Tally } from './check';

/** Runs `amp-hil … --json` to its end, with its progress in the file `log` and its JSON in the file `result`. */
export async function commandJson(args: readonly string[], { log, result, signal }: CheckContext): Promise<{ json: string; code: number }> {
  const [out, json] = [openSync(log, 'w'), openSync(result, 'w')];
  try {
    const command = [fromRoot('framework/cli/amp-hil.js'), ...args, '--json'];
    const code = await runChild(process.execPath, command, { stdio: ['ignore', json, out], signal, cwd: ROOT, abort: 'program' });
    return { json: readFileSync(result, 'utf8'), code };
  } finally {
    closeSync(out);
    closeSync(json);
  }
}

/** The counts in the command's JSON. One failure more where it left none, where nothing passed, and for a bad exit code that no failure explains. */
export function jsonTally<T>(json: string, code: number, schema: z.ZodType<T>, counts: (value: T) => Tally): Tally {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { passed: 0, failed: 1 }; // the command ended before it had a result
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) return { passed: 0, failed: 1 };
  const { passed, failed } = counts(parsed.data);
  return { passed, failed: failed === 0 && (code !== 0 || passed === 0) ? 1 : failed };
}
