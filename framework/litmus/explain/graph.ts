import type { LitmusTest } from '../program';
import type { Model } from '../model/axioms';
import type { ThreadRun } from '../model/events';
import type { EventRef } from '../model/location';
import { locallyOrdered } from '../model/locally-ordered';
import { communicationEdges } from '../model/observed';
import type { Candidate } from '../model/search';
import { valueOf } from '../model/final-state';
import { valueText } from '../state';
import { communicationReason } from './causes';
import { keyOf, type Edge } from './edge';
import type { Graph, GraphEdge, GraphEvent } from './explanation';
import { localReasons } from './local-reasons';

/** Names `a`, `b`, … for the events of an execution. */
export function eventNames(runs: readonly ThreadRun[]): (event: { thread: number; index: number }) => string {
  const starts = runs.map((_, thread) => runs.slice(0, thread).reduce((sum, { events }) => sum + events.length, 0));
  return ({ thread, index }) => letters((starts[thread] ?? 0) + index);
}

/** The execution for people: what each thread did, what it saw of the others; with a cycle if it is a forbidden one. */
export function graphOf(test: LitmusTest, model: Model, { runs, communications }: Candidate, cycle: readonly Edge[]): Graph {
  const name = eventNames(runs);
  const events = runs.flatMap(({ events: ofThread }, thread) =>
    ofThread.map((event, index): GraphEvent => {
      const instruction = test.threads[thread]?.instructions[event.at];
      return {
        name: name({ thread, index }),
        thread,
        kind: event.kind,
        instruction: instruction?.text ?? '',
        line: instruction?.line,
        location: test.locations[event.location]?.name ?? '?',
        value: valueText(valueOf(test, event.value)),
      };
    }),
  );
  const fences = runs.flatMap((run, thread) =>
    run.fences.map(({ position, instruction }) => ({ thread, position, text: instruction.text })),
  );
  const inCycle = new Set(cycle.map(({ from, to }) => `${keyOf(from)} ${keyOf(to)}`));
  const shown = [
    ...neighbours(communications.flatMap(communicationEdges).map(communicationReason)),
    ...runs.flatMap((run) => nearest(run, model, name)),
  ];
  return {
    test: test.name,
    threads: runs.length,
    initial: test.locations.map(({ name: location, initial }) => `${location}=${valueText(initial)}`).join(' '),
    events,
    fences,
    edges: shown.filter(({ from, to }) => !inCycle.has(`${keyOf(from)} ${keyOf(to)}`)).map((edge) => graphEdge(edge, name)),
    cycle: cycle.map((edge) => graphEdge(edge, name)),
  };
}

export function graphEdge({ from, to, kind, label, because }: Edge, name: (event: EventRef) => string): GraphEdge {
  const sentence = because.replaceAll('{from}', name(from)).replaceAll('{to}', name(to));
  return { from: name(from), to: name(to), kind, label, because: sentence };
}

/** co and fr without what follows from the rest. */
function neighbours(edges: readonly Edge[]): Edge[] {
  const has = new Set(edges.map(({ from, to, kind }) => `${kind} ${keyOf(from)} ${keyOf(to)}`));
  return edges.filter(
    ({ from, to, kind }) =>
      kind === 'rf' || !edges.some((step) => step.kind === 'co' && step.to === to && has.has(`${kind} ${keyOf(from)} ${keyOf(step.from)}`)),
  );
}

/** The local order without what follows from the rest. */
function nearest(run: ThreadRun, model: Model, name: (event: EventRef) => string): Edge[] {
  const ordered = locallyOrdered(run, model);
  const between = (from: number, to: number): boolean =>
    run.events.some((_, middle) => (((ordered[from] ?? 0) >> middle) & 1) === 1 && (((ordered[middle] ?? 0) >> to) & 1) === 1);
  return localReasons(run, model, name).filter(({ from, to }) => !between(from.index, to.index));
}

function letters(number: number): string {
  const last = String.fromCharCode(97 + (number % 26));
  return number < 26 ? last : letters(Math.floor(number / 26) - 1) + last;
}
