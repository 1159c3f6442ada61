import type { Counts, TestLine } from './schema';

/** Exit status of the command; 2 is usage or configuration and has no record. */
export const EXIT = { pass: 0, fail: 1, usage: 2, broken: 3 } as const;

/** `runBroken`: the run itself did not get to its end, whatever its tests said. Nor does a run pass in which there was no test. */
export function exitStatus(counts: Counts, runBroken = false): number {
  if (counts.fail > 0) return EXIT.fail;
  return counts.broken > 0 || runBroken || isEmpty(counts) ? EXIT.broken : EXIT.pass;
}

export function isEmpty({ pass, fail, broken, skipped }: Counts): boolean {
  return pass + fail + broken + skipped === 0;
}

/** The exit status of several runs together: a fail tells more than a broken board. */
export function worstExit(exits: readonly number[]): number {
  return [EXIT.fail, EXIT.usage, EXIT.broken].find((status) => exits.includes(status)) ?? EXIT.pass;
}

export function countTests(tests: readonly TestLine[]): Counts {
  const counts = { pass: 0, fail: 0, broken: 0, skipped: 0 };
  for (const test of tests) counts[countKey(test)]++;
  return counts;
}

function countKey(test: TestLine): keyof Counts {
  if (test.status !== 'completed') return test.status;
  return test.result === 'fail' ? 'fail' : 'pass';
}
