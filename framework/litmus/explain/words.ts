import type { Explanation, Graph, GraphEvent } from './explanation';

const AXIOMS = {
  internal: 'the accesses of each thread to one location keep their order (internal)',
  atomic: 'nothing comes between the two halves of an atomic update (atomic)',
  external: 'what the threads see of each other fits one order (external: ordered-before has no cycle)',
  'thin air': 'no value comes from itself (happens-before has no cycle)',
  propagation: 'stores reach the threads in one order that agrees with the barriers (propagation)',
  observation: 'no read misses what a barrier has made its thread see (observation)',
} as const;

/** The explanation as lines of text. */
export function explanationText(explanation: Explanation): string {
  const { test, state, notes } = explanation;
  return [`${test}: ${state}`, ...body(explanation), ...notes.map((note) => `  note: ${note}`)].join('\n');
}

function body(explanation: Explanation): string[] {
  switch (explanation.kind) {
    case 'allowed':
      return ['allowed, by this execution:', ...eventLines(explanation.graph), ...seenLines(explanation.graph)];
    case 'forbidden': {
      const { graph, axiom, executions } = explanation;
      const [first] = graph.cycle;
      const of = executions > 1 ? ` All ${executions} executions with this state break it; the shortest reason:` : '';
      return [
        `forbidden: the model demands that ${AXIOMS[axiom]}.${of}`,
        ...eventLines(graph),
        ...graph.cycle.map(({ from, to, because, label }) => `  ${from} before ${to}: ${because}  [${label}]`),
        `  so ${first?.from ?? ''} would be before itself.`,
      ];
    }
    case 'unreachable':
      return [`not a state of any execution: ${explanation.reason}`];
  }
}

/** An execution that is forbidden is told by the events of its cycle; the rest of it does not matter. */
function eventLines({ events, cycle, initial }: Graph): string[] {
  const wanted = new Set(cycle.flatMap(({ from, to }) => [from, to]));
  const shown = wanted.size === 0 ? events : events.filter(({ name }) => wanted.has(name));
  const width = Math.max(0, ...shown.map(({ instruction }) => instruction.length));
  return [
    `  initially ${initial}`,
    ...shown.map(
      (event) =>
        `  ${event.name}: P${event.thread}  ${event.instruction.padEnd(width)}  ${effectText(event)}${event.line === undefined ? '' : `  (line ${event.line})`}`,
    ),
  ];
}

function effectText({ kind, location, value }: GraphEvent): string {
  return kind === 'R' ? `reads ${location}=${value}` : `writes ${location}=${value}`;
}

function seenLines({ events, edges }: Graph): string[] {
  const communication = edges.filter(({ kind }) => kind === 'rf' || kind === 'co' || kind === 'fr');
  const fed = new Set(communication.filter(({ kind }) => kind === 'rf').map(({ to }) => to));
  return [
    ...communication.map(({ because, label }) => `  ${because}  [${label}]`),
    ...events.filter(({ kind, name }) => kind === 'R' && !fed.has(name)).map(({ name }) => `  ${name} reads the initial value  [rf]`),
  ];
}
