import { basename } from 'node:path';
import type { Counts, TestLine } from '../../framework/record/schema';
import { countTests } from '../../framework/record/exit-status';

export interface SuiteRow {
  readonly title: string;
  readonly counts: Counts;
  readonly ms: number;
}

/** `40 ordering` for a test in `suites/40.ordering.mp.test.ts`. */
export function suiteTitle(test: TestLine): string {
  const [, name] = /^\d+[.-]([a-z-]+)/.exec(basename(test.file)) ?? [];
  return name === undefined ? test.suite : `${test.suite} ${name}`;
}

/** One row a suite, in the order of their numbers. */
export function suiteRows(tests: readonly TestLine[]): SuiteRow[] {
  const groups = new Map<string, TestLine[]>();
  for (const test of tests) {
    const title = suiteTitle(test);
    const group = groups.get(title);
    if (group) group.push(test);
    else groups.set(title, [test]);
  }
  return [...groups]
    .map(([title, group]) => ({ title, counts: countTests(group), ms: group.reduce((sum, test) => sum + test.ms, 0) }))
    .sort((a, b) => a.title.localeCompare(b.title, 'en', { numeric: true }));
}
