import type { LitmusTest } from '../program';
import type { LitmusOptions } from './options';
import type { LitmusRun } from './result';

/** What it asks of a rig. */
interface Runs {
  litmus(test: LitmusTest, options: LitmusOptions): Promise<LitmusRun>;
}

/** Most turns of delay, one run after the other: where the sides meet too closely, or never at the right distance, another one helps. */
const SKEWS = [0, 20, 0, 200, 0, 60];
const ROUNDS = 12;

/** Runs a test until every placement has shown a forbidden outcome, at most twelve times; gives the last run, and how many there were. For machine code that is broken on purpose. */
export async function litmusUntilFound(rig: Runs, test: LitmusTest, options: LitmusOptions): Promise<LitmusRun & { rounds: number }> {
  for (let round = 0; ; round++) {
    const run = await rig.litmus(test, { ...options, skew: options.skew ?? SKEWS[round % SKEWS.length] ?? 0 });
    if (round === ROUNDS - 1 || run.runs.every(({ findings }) => findings.length > 0)) return { ...run, rounds: round + 1 };
  }
}
