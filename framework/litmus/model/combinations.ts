import type { Count } from './coherence';
import type { AllRuns } from './domains';
import type { ThreadRun } from './events';
import { wordKey } from './word';

/**
 * One run of every thread, all combinations in which each value read is written by somebody. Which reads can find which writes is left
 * to the caller: this is the cheap first sieve.
 */
export function forEachCombination({ runs, domains }: AllRuns, count: Count, visit: (combination: readonly ThreadRun[]) => void): void {
  const numbers = new Map<string, bigint>();
  const bit = (location: number, key: string): bigint => {
    const name = `${location}:${key}`;
    const known = numbers.get(name);
    if (known !== undefined) return known;
    const fresh = 1n << BigInt(numbers.size);
    numbers.set(name, fresh);
    return fresh;
  };
  const initial = domains.reduce((mask, [word], location) => (word ? mask | bit(location, wordKey(word)) : mask), 0n);
  const sieved = runs.map((ofThread) =>
    ofThread.map((run) => {
      const side = (wanted: 'R' | 'W'): bigint =>
        run.events.reduce((mask, { kind, location, value }) => (kind === wanted ? mask | bit(location, wordKey(value)) : mask), 0n);
      return { run, reads: side('R'), writes: side('W') };
    }),
  );
  const chosen: ThreadRun[] = [];
  const choose = (thread: number, reads: bigint, writes: bigint): void => {
    if (thread === sieved.length) {
      count();
      if ((reads & ~writes) === 0n) visit(chosen);
      return;
    }
    for (const one of sieved[thread] ?? []) {
      chosen[thread] = one.run;
      choose(thread + 1, reads | one.reads, writes | one.writes);
    }
  };
  choose(0, 0n, initial);
}
