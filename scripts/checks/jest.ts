import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { z } from 'zod';
import { runChild } from '../child';
import { fromRoot, ROOT } from '../setup/paths';
import type { Check, Tally } from './check';

/** The part of Jest's `--json` that is counted. */
const resultSchema = z.object({ numPassedTests: z.number(), numFailedTests: z.number(), numRuntimeErrorTestSuites: z.number() });

/** A project of jest.config.js. */
export function jestCheck(project: string, title: string, options: readonly string[] = []): Check {
  return {
    name: `jest-${project}`,
    title,
    async run({ log, result, signal }) {
      rmSync(result, { force: true });
      const out = openSync(log, 'w');
      try {
        const args = [
          fromRoot('node_modules/jest/bin/jest.js'),
          '--selectProjects',
          project,
          '--json',
          `--outputFile=${result}`,
          ...options,
        ];
        const code = await runChild(process.execPath, args, { stdio: ['ignore', 'ignore', out], signal, cwd: ROOT, abort: 'program' });
        const json = readIfThere(result);
        if (json === undefined) writeSync(out, `Jest ended with exit code ${code} and left no result\n`);
        return jestTally(json, code);
      } finally {
        closeSync(out);
      }
    },
  };
}

/** Counts of one Jest run. A file that did not load is a failure, and so is an exit code that no failure explains. */
export function jestTally(json: string | undefined, code: number): Tally {
  const parsed = resultSchema.safeParse(json === undefined ? undefined : JSON.parse(json));
  const { numPassedTests: passed, ...bad } = parsed.success
    ? parsed.data
    : { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 0 };
  const failed = bad.numFailedTests + bad.numRuntimeErrorTestSuites;
  return { passed, failed: failed === 0 && (code !== 0 || !parsed.success) ? 1 : failed };
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // Jest did not get as far as writing it; jestTally counts that as a failure
  }
}
