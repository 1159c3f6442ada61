import type { LitmusTest } from '../program';
import { coherentCommunications, allCommunications, isAtomic } from '../model/coherence';
import { forEachCombination } from '../model/combinations';
import type { ThreadRun } from '../model/events';
import { brokenRun, locationIndex } from '../model/final-state';
import { observedName } from '../state';
import { accessesOf, type Communication } from '../model/location';
import { prepareTest, type ModelOptions } from '../model/prepare';
import { searchAllowed, type Candidate, type Prepared } from '../model/search';
import { lowBits, ZERO, type Word } from '../model/word';
import { armCycle } from './armv7-reasons';
import { atomicCycle, externalReasons, internalCycle } from './causes';
import { shortestCycle, type Edge } from './edge';
import type { Explanation } from './explanation';
import { eventNames, graphOf } from './graph';
import { answers, hasValue, stateQuery, type StateQuery } from './state-query';

/** Forbidden executions that are looked at for the shortest cycle; beyond, the shortest of these is shown. */
const MOST_FORBIDDEN = 2000;

/** Why the model allows or forbids final states with these values. */
export function explain(test: LitmusTest, options: ModelOptions, stateText: string): Explanation {
  const query = stateQuery(test, stateText, options.bits);
  const prepared = prepareTest(test, options);
  const about = { test: test.name, state: query.text, notes: notesOf(test, prepared) };
  const allowed = findAllowed(prepared, query);
  if (allowed) return { ...about, kind: 'allowed', graph: graphOf(test, prepared.model, allowed, []) };
  const forbidden = findForbidden(prepared, query);
  if (forbidden === undefined) return { ...about, kind: 'unreachable', reason: unreachable(prepared, query) };
  const { axiom, cycle, candidate, executions } = forbidden;
  return { ...about, kind: 'forbidden', axiom, executions, graph: graphOf(test, prepared.model, candidate, cycle) };
}

function findAllowed(prepared: Prepared, query: StateQuery): Candidate | undefined {
  let found: Candidate | undefined;
  const wants = (runs: readonly ThreadRun[]): boolean =>
    found === undefined && brokenRun(runs) === undefined && answers(prepared.test, query, 'register', runs, new Map());
  searchAllowed(prepared, {
    observed: observedBy(prepared.test, query),
    wants,
    wantsFinal: (runs, finals) => found === undefined && answers(prepared.test, query, 'location', runs, finals),
    allowed: (candidate) => (found ??= candidate),
  });
  return found;
}

interface Forbidden {
  readonly axiom: Extract<Explanation, { kind: 'forbidden' }>['axiom'];
  readonly cycle: readonly Edge[];
  readonly candidate: Candidate;
}

/**
 * The execution to show of those that the state needs: one that only the order between threads forbids if there is one, for it is nearest to being
 * allowed; else one that is wrong in a single location. Of these the one with the shortest cycle.
 */
function findForbidden(prepared: Prepared, query: StateQuery): (Forbidden & { readonly executions: number }) | undefined {
  let best: Forbidden | undefined;
  let local: Forbidden | undefined;
  let executions = 0;
  forEachCombination(prepared.all, prepared.count, (shared) => {
    const runs = [...shared];
    if (executions >= MOST_FORBIDDEN || brokenRun(runs) !== undefined) return;
    if (!answers(prepared.test, query, 'register', runs, new Map())) return;
    const choices = prepared.test.locations.map((_, location) => choicesOf(prepared, query, runs, location));
    if (choices.some(({ all }) => all.length === 0)) return;
    if (choices.every(({ coherent }) => coherent.length > 0)) {
      forEachChoice(
        choices.map(({ coherent }) => coherent),
        (communications) => {
          if (++executions > MOST_FORBIDDEN) return;
          const candidate = { runs, communications: [...communications] };
          best = shorter(best, candidate, ...causeOf(candidate, prepared));
        },
      );
      return;
    }
    executions += 1;
    const communications = choices.flatMap(({ all, coherent }) => coherent[0] ?? all[0] ?? []);
    choices.forEach(({ all, coherent }, location) => {
      if (coherent.length > 0) return;
      for (const choice of all) {
        const candidate = { runs, communications: communications.with(location, choice) };
        local = shorter(local, candidate, 'internal', internalCycle(choice));
        if (internalCycle(choice) === undefined) local = shorter(local, candidate, 'atomic', atomicCycle(choice));
      }
    });
  });
  const shown = best ?? local;
  return shown && { ...shown, executions: Math.min(executions, MOST_FORBIDDEN) };
}

function causeOf(candidate: Candidate, { model }: Prepared): [Forbidden['axiom'], readonly Edge[] | undefined] {
  if (model.name === 'aarch64') return ['external', shortestCycle(externalReasons(candidate, model, eventNames(candidate.runs)))];
  const found = armCycle(candidate);
  return [found?.axiom ?? 'propagation', found?.cycle];
}

function shorter(
  best: Forbidden | undefined,
  candidate: Candidate,
  axiom: Forbidden['axiom'],
  cycle: readonly Edge[] | undefined,
): Forbidden | undefined {
  if (cycle === undefined || (best !== undefined && best.cycle.length <= cycle.length)) return best;
  return { axiom, cycle, candidate };
}

/** rf and co of a location that give it the value asked for. */
function choicesOf(
  prepared: Prepared,
  query: StateQuery,
  runs: readonly ThreadRun[],
  location: number,
): { all: Communication[]; coherent: Communication[] } {
  const accesses = accessesOf(runs, location, prepared.initial[location] ?? ZERO);
  const fits = ({ final }: Communication): boolean => {
    const at = query.items.findIndex((item) => item.kind === 'location' && locationIndex(prepared.test, item.location) === location);
    return at < 0 || hasValue(prepared.test, lowBits(final, query.bits), query.values[at] ?? '');
  };
  const coherent = coherentCommunications(accesses, prepared.count).filter(fits).filter(isAtomic);
  return { coherent, all: coherent.length > 0 ? coherent : allCommunications(accesses, prepared.count).filter(fits) };
}

function forEachChoice(choices: readonly (readonly Communication[])[], visit: (chosen: readonly Communication[]) => void): void {
  const chosen: Communication[] = [];
  const choose = (at: number): void => {
    if (at === choices.length) visit(chosen);
    else
      for (const one of choices[at] ?? []) {
        chosen[at] = one;
        choose(at + 1);
      }
  };
  choose(0);
}

function observedBy(test: LitmusTest, { items }: StateQuery): Set<number> {
  return new Set(items.flatMap((item) => (item.kind === 'location' ? [locationIndex(test, item.location)] : [])));
}

/** What no execution can give, looked for item by item. */
function unreachable({ all, test, initial }: Prepared, { items, values, bits }: StateQuery): string {
  const lacking = items.flatMap((item, at) => {
    const value = values[at] ?? '';
    const possible: Word[] =
      item.kind === 'register'
        ? (all.runs[item.thread] ?? []).map(({ registers }) => registers.get(item.reg) ?? ZERO)
        : [...(all.domains[locationIndex(test, item.location)] ?? initial)];
    return possible.some((word) => hasValue(test, lowBits(word, bits), value)) ? [] : [`${observedName(item)} never is ${value}`];
  });
  if (lacking.length > 0) return lacking.join(', ');
  return 'each value occurs, but no run of the threads gives them together: a value read has no store that writes it';
}

function notesOf(test: LitmusTest, { test: judged }: Prepared): string[] {
  return test.threads.flatMap(({ instructions }, thread) =>
    instructions.flatMap((instruction, at) =>
      instruction.op === 'barrier' && judged.threads[thread]?.instructions[at]?.op === 'nop'
        ? [`${instruction.text} of P${thread} orders nothing here: the other side lies outside its shareability domain (--domain amp)`]
        : [],
    ),
  );
}
