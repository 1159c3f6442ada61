import { LitmusError } from '../../errors/errors';
import type { Count } from './coherence';

/** Steps of the search (candidate executions and their parts) after which a test is given up: a second or two of work. */
export const MOST_STEPS = 300_000;

/** Counts the steps of one test; the one too many throws. */
export function stepLimit(name: string, most: number): Count {
  let steps = 0;
  return () => {
    steps += 1;
    if (steps > most)
      throw new LitmusError(`${name}: more than ${most} steps of search for candidate executions`, {
        fix: 'use fewer accesses to one location, or fewer threads',
      });
  };
}
