import type { LitmusTest } from '../program';
import { armAllows } from './armv7';
import type { Model } from './axioms';
import { allCommunications, coherentCommunications, isAtomic, type Count } from './coherence';
import { forEachCombination } from './combinations';
import { allRuns, type AllRuns } from './domains';
import type { ThreadRun } from './events';
import { accessesOf, type Communication } from './location';
import { locallyOrdered } from './locally-ordered';
import { isCyclic, layoutOf, localRows, observedRows, withObserved } from './ordered-before';
import { ZERO, type Word } from './word';

/** A candidate execution: a run of each thread, and rf and co of each location. */
export interface Candidate {
  readonly runs: readonly ThreadRun[];
  /** By location. */
  readonly communications: readonly Communication[];
}

/** A test made ready for the search. */
export interface Prepared {
  readonly test: LitmusTest;
  readonly model: Model;
  readonly all: AllRuns;
  readonly initial: readonly Word[];
  readonly count: Count;
}

export function prepare(test: LitmusTest, model: Model, count: Count): Prepared {
  const all = allRuns(test);
  return { test, model, all, initial: all.domains.map(([word]) => word ?? ZERO), count };
}

/** The caller's part of a search. */
export interface Visitor {
  /** Locations whose final value matters. */
  readonly observed: ReadonlySet<number>;
  /** False: nothing is to be learned from this combination, whatever the final values. */
  wants(runs: readonly ThreadRun[]): boolean;
  /** False: nothing is to be learned from executions with these final values of the observed locations. */
  wantsFinal(runs: readonly ThreadRun[], finals: ReadonlyMap<number, Word>): boolean;
  /** An allowed execution. The search goes on with other final values. */
  allowed(candidate: Candidate): void;
}

/** Visits allowed executions, one for each combination and final values wanted; the number of candidates that `internal` and `atomic` allow. */
export function searchAllowed(prepared: Prepared, visitor: Visitor): number {
  const { all, count, test } = prepared;
  const local = new Map<ThreadRun, Int32Array>();
  const localOf = (run: ThreadRun): Int32Array => {
    const known = local.get(run) ?? locallyOrdered(run, prepared.model);
    local.set(run, known);
    return known;
  };
  // Observed locations first: from where their values are known on, one execution is enough.
  const locations = test.locations.map((_, at) => at).sort((a, b) => Number(visitor.observed.has(b)) - Number(visitor.observed.has(a)));
  let candidates = 0;
  forEachCombination(all, count, (runs) => {
    const choices = locations.map((location) => communicationsOf(prepared, runs, location));
    candidates += choices.reduce((product, ofLocation) => product * ofLocation.length, 1);
    if (choices.every(({ length }) => length > 0) && visitor.wants(runs)) {
      searchCombination(prepared, [...runs], choices, runs.map(localOf), visitor);
    }
  });
  return candidates;
}

export function communicationsOf({ model, initial, count }: Prepared, runs: readonly ThreadRun[], location: number): Communication[] {
  const accesses = accessesOf(runs, location, initial[location] ?? ZERO);
  const found = model.without.has('internal') ? allCommunications(accesses, count) : coherentCommunications(accesses, count);
  return model.without.has('atomic') ? found : found.filter(isAtomic);
}

function searchCombination(
  { model, count }: Prepared,
  runs: readonly ThreadRun[],
  choices: readonly (readonly Communication[])[],
  lob: readonly Int32Array[],
  visitor: Visitor,
): void {
  const layout = layoutOf(runs);
  const external = model.name === 'aarch64' && !model.without.has('external');
  const finals = new Map<number, Word>();
  const chosen: Communication[] = [];
  const settled = choices.filter(([one]) => one && visitor.observed.has(one.accesses.location)).length;
  /** True: an allowed execution was found below. */
  const choose = (level: number, relation: Int32Array): boolean => {
    if (level === settled && !visitor.wantsFinal(runs, finals)) return true;
    if (level === choices.length) return leaf();
    let found = false;
    for (const choice of choices[level] ?? []) {
      count();
      const sum = external ? withObserved(relation, observedRows(layout, choice, model.without)) : relation;
      if (external && isCyclic(layout, sum)) continue;
      chosen[choice.accesses.location] = choice;
      finals.set(choice.accesses.location, choice.final);
      found = choose(level + 1, sum) || found;
      if (found && level >= settled) return true;
    }
    return found;
  };
  const leaf = (): boolean => {
    const candidate = { runs, communications: [...chosen] };
    if (model.name === 'armv7' && !armAllows(candidate, model)) return false;
    visitor.allowed(candidate);
    return true;
  };
  const start = localRows(layout, lob);
  choose(0, start);
}
