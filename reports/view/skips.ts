import type { TestLine } from '../../framework/record/schema';
import { oneLine } from '../../framework/record/visible';

/** Why tests were skipped, each reason cut to `most` characters, and how many for each, in the order of their first. */
export function skipReasons(tests: readonly TestLine[], most: number): [string, number][] {
  const reasons = new Map<string, number>();
  for (const test of tests) {
    if (test.status !== 'skipped') continue;
    const reason = oneLine(test.reason ?? 'no reason given', most);
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return [...reasons];
}
