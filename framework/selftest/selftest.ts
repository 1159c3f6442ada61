import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faultText } from '../fault/parse';
import { causeKinds } from '../shm/diagnosis-text';
import { judge, type Judgement } from './judge';
import type { Trial } from './plan';
import { discard, runTrial, type RunSelf } from './run-trial';

export interface TrialResult extends Judgement {
  /** As given on the command line; none: the run without a fault. */
  readonly faults: readonly string[];
  readonly trial: Trial;
  readonly exit: number;
  readonly ms: number;
  /** The run's folder, kept when there are problems. */
  readonly folder: string | undefined;
}

/** A run that has not ended is interrupted: a fault can keep the two sides from ever meeting. */
const RUN_MS = 180_000;
/** With all suites. */
const ALL_MS = 600_000;

export interface SelftestCalls {
  readonly runSelf: RunSelf;
  /** Before a trial. */
  readonly onStart: (index: number, faults: readonly string[]) => void;
  readonly onResult: (result: TrialResult) => void;
  /** Ends the trial in progress in order; those to come are not begun. */
  readonly signal: AbortSignal;
}

/** Runs every trial, one after the other, and judges it. Results are of the trials that ran to their end. */
export async function runSelftest(trials: readonly Trial[], { runSelf, onStart, onResult, signal }: SelftestCalls): Promise<TrialResult[]> {
  const parent = mkdtempSync(join(tmpdir(), 'amp-hil-selftest-'));
  const results: TrialResult[] = [];
  try {
    for (const [index, trial] of trials.entries()) {
      const faults = trial.faults.map(faultText);
      onStart(index, faults);
      const begun = performance.now();
      const limit = trial.faults.length === 0 ? ALL_MS : RUN_MS;
      const late = AbortSignal.timeout(limit);
      const run = await runTrial(runSelf, trial, parent, AbortSignal.any([signal, late]));
      if (signal.aborted) {
        discard(run);
        break;
      }
      const judged = judge(trial, run.evidence, faults, causeKinds);
      const ended = late.aborted ? [`the run did not end within ${limit / 1000} s and was interrupted`] : [];
      const problems = [...ended, ...judged.problems];
      const kept = problems.length > 0;
      if (!kept) discard(run);
      const said = run.folder === undefined && run.said !== '' ? [run.said] : [];
      const result = {
        faults,
        trial,
        checks: judged.checks,
        problems: [...problems, ...said],
        exit: run.evidence.exit,
        ms: performance.now() - begun,
        folder: kept ? run.folder : undefined,
      };
      results.push(result);
      onResult(result);
    }
  } finally {
    // Evidence that was named is kept, also when what followed was interrupted.
    if (results.every(({ folder }) => folder === undefined)) rmSync(parent, { recursive: true, force: true });
  }
  return results;
}
