import { z } from 'zod';
import type { TrialResult } from '../selftest/selftest';

export const selftestShape = z.strictObject({
  seed: z.number().int(),
  quick: z.boolean(),
  exit: z.number().int(),
  runs: z.array(
    z.strictObject({
      /** As given on the command line; none: the run without a fault. */
      faults: z.array(z.string()),
      seed: z.number().int(),
      /** Exit status of `run`. */
      exit: z.number().int(),
      ms: z.number(),
      checks: z.array(
        z.strictObject({
          suite: z.string(),
          /** It must catch the fault. */
          due: z.boolean(),
          outcome: z.enum(['passed', 'failed', 'broken', 'not run']),
          diagnosis: z.array(z.string()),
        }),
      ),
      /** What is wrong with the framework; none: as it must be. */
      problems: z.array(z.string()),
      /** The run's folder, kept when there are problems. */
      folder: z.string().nullable(),
    }),
  ),
  /** Faults of the runs that an interrupt left out. */
  notRun: z.array(z.array(z.string())),
});
export type SelftestJson = z.output<typeof selftestShape>;

export function runsJson(results: readonly TrialResult[]): SelftestJson['runs'] {
  return results.map(({ faults, trial, exit, ms, checks, problems, folder }) => ({
    faults: [...faults],
    seed: trial.seed,
    exit,
    ms: Math.round(ms),
    checks: checks.map(({ diagnosis, ...check }) => ({ ...check, diagnosis: [...diagnosis] })),
    problems: [...problems],
    folder: folder ?? null,
  }));
}
