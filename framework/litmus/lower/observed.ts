import type { LitmusTest, Observed, Proposition, Register } from '../program';

/** Registers of `thread` that the test observes, in the order of their first mention: condition, then the `locations` clause, then the filter. */
export function observedRegisters(test: LitmusTest, thread: number): readonly Register[] {
  const own = everything(test).flatMap((observed) => (observed.kind === 'register' && observed.thread === thread ? [observed.reg] : []));
  return [...new Set(own)];
}

/** Locations whose final value the test observes. */
export function observedLocations(test: LitmusTest): ReadonlySet<string> {
  return new Set(everything(test).flatMap((observed) => (observed.kind === 'location' ? [observed.location] : [])));
}

function everything(test: LitmusTest): readonly Observed[] {
  return [...mentioned(test.condition), ...test.observed, ...(test.filter ? mentioned(test.filter) : [])];
}

function mentioned(proposition: Proposition): readonly Observed[] {
  switch (proposition.op) {
    case 'equals':
      return [proposition.left];
    case 'not':
      return mentioned(proposition.term);
    case 'implies':
      return [...mentioned(proposition.premise), ...mentioned(proposition.conclusion)];
    default:
      return proposition.terms.flatMap(mentioned);
  }
}
