import { median } from './median';
import { rankTest } from './rank-test';

/** What is made of a measurement against the baseline. */
export type Verdict = 'same' | 'better' | 'worse' | 'changed' | 'unsure';

export interface GateOptions {
  /** Probability of a difference where there is none, of one measurement. */
  readonly alpha: number;
  /** Least difference of the medians, as a part of the baseline's, that counts. */
  readonly effect: number;
}

export const GATE: GateOptions = { alpha: 0.01, effect: 0.05 };

export interface Judged {
  readonly verdict: Verdict;
  readonly baseline: number;
  readonly now: number;
  /** Of ranks as uneven as these without a difference; absent where nothing was tested. */
  readonly p?: number;
}

/** Less apart than what counts; of 0 nothing is a part, and only 0 is the same. */
export function isSame(was: number, is: number, effect: number): boolean {
  return was === is || Math.abs(is - was) < effect * Math.abs(was);
}

/**
 * Runs of now against those of the baseline: a difference counts when it is at least `effect` and the rank test says that chance makes it with a probability
 * of at most `alpha`; one of that size of which the test does not say so is `unsure`, as where only the latest of the runs have it.
 */
export function judge(unit: string, baseline: readonly number[], now: readonly number[], { alpha, effect }: GateOptions = GATE): Judged {
  const [was, is] = [median(baseline), median(now)];
  const found = { baseline: was, now: is };
  if (baseline.length === 0 || now.length === 0) return { verdict: 'unsure', ...found };
  if (isSame(was, is, effect)) return { verdict: 'same', ...found };
  const p = rankTest(baseline, now);
  return { verdict: p <= alpha ? direction(unit, is - was) : 'unsure', ...found, p };
}

/**
 * The probability that so many of `all` measurements, or more, are called worse where nothing changed: each is with a probability of `alpha / 2` at the most,
 * taken to be independent of each other.
 */
export function byChance(worse: number, all: number, { alpha }: GateOptions = GATE): number {
  const p = alpha / 2;
  let [term, below] = [(1 - p) ** all, 0];
  for (let k = 0; k < worse; k++) {
    below += term;
    term *= ((all - k) / (k + 1)) * (p / (1 - p));
  }
  return Math.max(0, 1 - below);
}

/** What the test can say at the most of samples of these sizes: all of one are above all of the other. */
export function leastP(a: number, b: number): number {
  let ways = 1;
  for (let i = 1; i <= a; i++) ways = (ways * (b + i)) / i;
  return 2 / ways;
}

/** More is better of a rate, less of a time; of anything else nobody knows. */
export function direction(unit: string, change: number): Verdict {
  if (change === 0) return 'same';
  if (/^[kMG]?(i?B|[a-z]+)\/s$/.test(unit)) return change > 0 ? 'better' : 'worse';
  if (/^(ns|us|µs|ms|s)$/.test(unit)) return change < 0 ? 'better' : 'worse';
  return 'changed';
}
