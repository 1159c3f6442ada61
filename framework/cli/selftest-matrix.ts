import { table } from '../../reports/summary/table';
import { diagnosesGiven, type CheckSeen } from '../selftest/judge';
import type { TrialResult } from '../selftest/selftest';

const MARKS = [
  ['F B', 'failed, broken: it must catch the fault'],
  ['f b', 'failed, broken: it caught the fault too'],
  ['!', 'passed, although it must catch the fault'],
  ['.', 'passed'],
  ['-', 'ran no test'],
] as const;

/** Fault × check as text: what caught it, what should have, how long that took, what it was said to be; then what is wrong. */
export function matrixText(results: readonly TrialResult[]): string {
  const suites = [...new Set(results.flatMap(({ checks }) => checks.map(({ suite }) => suite)))].sort();
  const head = ['fault', ...suites.map((_, i) => String(i + 1)), 's', 'diagnosis'];
  const rows = results.map((result) => [
    result.faults.join(' + ') || '(none)',
    ...suites.map((suite) => mark(result.checks.find((check) => check.suite === suite))),
    (result.ms / 1000).toFixed(1),
    diagnosisLine(result),
  ]);
  const legend = suites.map((suite, i) => `${String(i + 1).padStart(3)} ${suite}`);
  const marks = MARKS.map(([sign, meaning]) => `${sign.padStart(3)} ${meaning}`);
  return [...table([head, ...rows], [0, suites.length + 2]), '', ...legend, ...marks, ...wrong(results), '', verdict(results), ''].join(
    '\n',
  );
}

function mark(check: CheckSeen | undefined): string {
  if (!check) return '';
  const { due, outcome } = check;
  if (outcome === 'not run') return '-';
  if (outcome === 'passed') return due ? '!' : '.';
  const letter = outcome === 'failed' ? 'f' : 'b';
  return due ? letter.toUpperCase() : letter;
}

/** Short enough for a line of the matrix. */
export function diagnosisLine(result: Pick<TrialResult, 'checks'>): string {
  return diagnosesGiven(result).join(', ').slice(0, 100);
}

function wrong(results: readonly TrialResult[]): string[] {
  const bad = results.filter(({ problems }) => problems.length > 0);
  return bad.flatMap(({ faults, problems, folder }) => [
    '',
    `WRONG ${faults.join(' + ') || 'without a fault'}`,
    ...problems.map((problem) => `  ${problem}`),
    ...(folder === undefined ? [] : [`  evidence: ${folder}`]),
  ]);
}

function verdict(results: readonly TrialResult[]): string {
  const bad = results.filter(({ problems }) => problems.length > 0).length;
  return `${results.length} runs, ${results.length - bad} as they must be, ${bad} wrong`;
}
