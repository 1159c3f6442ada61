import type { Arch, Instruction } from '../program';
import { checkLabels } from './labels';
import { parseCell } from './instruction';
import type { Span } from './sections';
import type { LitmusText } from './text';
import { Tokens } from './tokens';

export const MOST_THREADS = 8;
/** Of one thread; labels are not counted. */
export const MOST_INSTRUCTIONS = 64;

const TABLE = 'P0 | P1 ; and then rows of as many columns';

/** An instruction and where it stands: checks that come later name its place. */
export interface Placed {
  readonly instruction: Instruction;
  readonly at: number;
}

/** The instructions of each thread of the table. */
export function readThreads(source: LitmusText, rows: readonly Span[], tail: Span, arch: Arch): readonly (readonly Placed[])[] {
  const [names, ...body] = rows;
  if (names === undefined) throw source.error(tail.from, 'no table of threads', TABLE);
  const columns = cells(source, names);
  columns.forEach((cell, thread) => {
    const name = source.code.slice(cell.from, cell.to).trim();
    if (name !== `P${thread}`) throw source.error(firstInk(source, cell), `the name of thread ${thread} must be P${thread}`, TABLE, name);
  });
  if (columns.length > MOST_THREADS) throw source.error(names.from, `${columns.length} threads`, `at most ${MOST_THREADS} threads`);
  const threads = columns.map((): Placed[] => []);
  for (const row of body) {
    const parts = cells(source, row);
    if (parts.length !== threads.length)
      throw source.error(row.from, `a row of ${parts.length} columns in a table of ${threads.length}`, TABLE);
    parts.forEach((cell, thread) => {
      const into = threads[thread] ?? [];
      into.push(...readCell(source, cell, arch));
      if (into.length > 2 * MOST_INSTRUCTIONS || into.filter(({ instruction }) => instruction.op !== 'label').length > MOST_INSTRUCTIONS)
        throw source.error(
          firstInk(source, cell),
          `more than ${MOST_INSTRUCTIONS} instructions in P${thread}`,
          `at most ${MOST_INSTRUCTIONS} instructions a thread`,
        );
    });
  }
  for (const thread of threads) checkLabels(source, thread);
  return threads;
}

function readCell(source: LitmusText, { from, to }: Span, arch: Arch): Placed[] {
  const tokens = new Tokens(source, from, to);
  const at = tokens.peek().at;
  const text = tokens.normalised();
  const operations = parseCell(tokens, arch);
  const line = source.line(at);
  const alone = text.replace(/^(?:[^:]*:)+/, '');
  return operations.map((operation) => ({
    instruction: { ...operation, text: operation.op === 'label' ? `${operation.name}:` : alone, line },
    at,
  }));
}

function cells(source: LitmusText, { from, to }: Span): Span[] {
  const spans: Span[] = [];
  let start = from;
  for (let bar = source.code.indexOf('|', start); bar >= 0 && bar < to; bar = source.code.indexOf('|', start)) {
    spans.push({ from: start, to: bar });
    start = bar + 1;
  }
  return [...spans, { from: start, to }];
}

function firstInk(source: LitmusText, { from, to }: Span): number {
  const text = source.code.slice(from, to);
  return text.trim() === '' ? from : from + text.length - text.trimStart().length;
}
