import { runText } from '../litmus/run/finding-text';
import type { LitmusRun } from '../litmus/run/result';
import { untested, type MatcherResult } from './matcher-result';

/** What suites may expect of a litmus run. */
export const litmusMatchers = {
  /** No outcome was seen that the memory model forbids, in every placement that ran, and some ran. */
  toConformToModel(this: unknown, run: LitmusRun): MatcherResult {
    const nothing = nothingRan(run);
    if (nothing !== undefined) return untested(this, nothing);
    return { pass: run.runs.every(({ findings }) => findings.length === 0), message: () => runText(run) };
  },

  /** Every placement that ran showed a forbidden outcome: what is expected of machine code that was broken on purpose. */
  toShowAForbiddenOutcome(this: unknown, run: LitmusRun): MatcherResult {
    const nothing = nothingRan(run);
    if (nothing !== undefined) return untested(this, nothing);
    return {
      pass: run.runs.every(({ findings }) => findings.length > 0),
      message: () => `expected a forbidden outcome in every placement\n${runText(run)}`,
    };
  },

  /** Every placement that ran showed what the condition asks for, at least once. */
  toShowTheWitness(this: unknown, run: LitmusRun): MatcherResult {
    const nothing = nothingRan(run);
    if (nothing !== undefined) return untested(this, nothing);
    return { pass: run.runs.every(({ positive }) => positive > 0), message: () => runText(run) };
  },
};

function nothingRan(run: LitmusRun): string | undefined {
  const idle = run.runs.length === 0 || run.runs.some(({ positive, negative }) => !(positive + negative > 0));
  return idle ? `${run.name}: nothing was run, so nothing was tested\n${runText(run)}` : undefined;
}
