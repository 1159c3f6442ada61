import { instructionText } from './print-instruction';
import type { Location, LitmusTest, Proposition } from './program';
import { observedName, valueText } from './state';

/** The test as a `.litmus` text, which reads back as the same test. */
export function printLitmus(test: LitmusTest): string {
  return [
    `${test.arch} ${test.name}`,
    ...(test.doc === undefined ? [] : [`"${test.doc}"`]),
    ...test.info.map(([key, value]) => `${key}=${value}`),
    '{',
    ...test.locations.map(locationLine),
    ...test.threads
      .map(({ initial }, thread) => [...initial].map(([register, value]) => `${thread}:${register}=${valueText(value)};`).join(' '))
      .filter((line) => line !== ''),
    '}',
    ...tableLines(test),
    ...(test.observed.length === 0
      ? []
      : [`locations [${test.observed.map((item) => `${observedName(item).replace(/[[\]]/g, '')};`).join(' ')}]`]),
    ...(test.filter === undefined ? [] : [`filter (${propositionText(test.filter)})`]),
    conditionText(test),
    '',
  ].join('\n');
}

/** `exists (0:X0=1 /\ 1:X0=1)` */
export function conditionText({ quantifier, condition }: Pick<LitmusTest, 'quantifier' | 'condition'>): string {
  return `${quantifier} (${propositionText(condition)})`;
}

function locationLine({ name, initial, bits }: Location): string {
  return `${bits === undefined ? '' : bits === 64 ? 'int64_t ' : 'int '}${name}=${valueText(initial)};`;
}

/** One row an instruction, columns as wide as their widest cell. */
function tableLines(test: LitmusTest): string[] {
  const columns = test.threads.map(({ instructions }, thread) => [
    `P${thread}`,
    ...instructions.map((instruction) => instructionText(instruction, test.arch)),
  ]);
  const widths = columns.map((column) => Math.max(...column.map((cell) => cell.length)));
  const rows = Math.max(...columns.map((column) => column.length));
  return Array.from({ length: rows }, (_, row) => {
    const cells = columns.map((column, thread) => (column[row] ?? '').padEnd(widths[thread] ?? 0));
    return ` ${cells.join(' | ')} ;`;
  });
}

/** In as few brackets as keep its meaning and its form. */
export function propositionText(proposition: Proposition): string {
  switch (proposition.op) {
    case 'equals':
      return `${observedName(proposition.left)}=${valueText(proposition.right)}`;
    case 'not':
      return `~(${propositionText(proposition.term)})`;
    case 'and':
    case 'or': {
      if (proposition.terms.length === 0) return proposition.op === 'and' ? 'true' : 'false';
      return proposition.terms.map(bracketed).join(proposition.op === 'and' ? ' /\\ ' : ' \\/ ');
    }
    case 'implies':
      return `${bracketed(proposition.premise)} => ${bracketed(proposition.conclusion)}`;
  }
}

function bracketed(proposition: Proposition): string {
  const atom = proposition.op === 'equals' || proposition.op === 'not' || ('terms' in proposition && proposition.terms.length === 0);
  return atom ? propositionText(proposition) : `(${propositionText(proposition)})`;
}
