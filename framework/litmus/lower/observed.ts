import type { LitmusTest, Observed, Register } from '../program';
import { itemsOf } from '../state';

/** Registers of `thread` that the test observes, in the order of their first mention: condition, then the `locations` clause, then the filter. */
export function observedRegisters(test: LitmusTest, thread: number): readonly Register[] {
  const own = named(test).flatMap((observed) => (observed.kind === 'register' && observed.thread === thread ? [observed.reg] : []));
  return [...new Set(own)];
}

/** Locations whose final value the test observes. */
export function observedLocations(test: LitmusTest): ReadonlySet<string> {
  return new Set(named(test).flatMap((observed) => (observed.kind === 'location' ? [observed.location] : [])));
}

function named(test: LitmusTest): readonly Observed[] {
  return [...itemsOf(test.condition), ...test.observed, ...(test.filter ? itemsOf(test.filter) : [])];
}
