import type { FaultKind } from '../fault/kind';
import { ConfigError } from '../errors/errors';
import { diagnosesGiven, diagnosisText, type CheckSeen } from './judge';
import type { TrialResult } from './selftest';

const BEGIN = '<!-- matrix: written by `npx amp-hil selftest --docs`, not by hand -->';
const END = '<!-- end of the matrix -->';
const DUE = { caught: 'fail', broken: 'broken', survived: 'pass, incidents counted' } as const;

const COLUMNS = [
  'fault',
  'result due',
  'must be caught by',
  'diagnosis due',
  'caught by',
  'diagnosis given, most often first',
  'as it must be',
];
/** Of them the first, which the catalogue alone decides. */
const FROM_CATALOGUE = 4;
/** Characters of a reason. */
const MOST_SAID = 100;

/** The matrix of faults and checks for docs/faults.md. How long a run took is not in it: nothing changes as long as catalogue and results do not. */
export function docsSection(kinds: readonly FaultKind[], results: readonly TrialResult[]): string {
  const rows = kinds.map((kind) => {
    const alone = results.filter(({ trial }) => trial.faults.length === 1 && trial.faults[0]?.kind === kind);
    const right = alone.length > 0 && alone.every(({ problems }) => problems.length === 0);
    return row([...due(kind), ...seen(alone.flatMap(({ checks }) => checks)), right ? 'yes' : '**no**']);
  });
  const head = [row(COLUMNS), `|${'---|'.repeat(COLUMNS.length)}`];
  return [BEGIN, '', ...head, ...rows, '', END].join('\n');
}

function due(kind: FaultKind): string[] {
  return [`\`${kind.name}\``, DUE[kind.expect], suiteList(kind.caughtBy), diagnosisText(kind)];
}

function seen(checks: readonly CheckSeen[]): string[] {
  const caught = checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'broken').map(({ suite }) => suite);
  const given = [...new Set(diagnosesGiven({ checks }).map(lasting))];
  return [suiteList(caught), given.join('; ')];
}

/** A reason without what is another in each run (numbers, paths), and without what Markdown would take for its own. */
function lasting(text: string): string {
  return text
    .slice(0, MOST_SAID)
    .replace(/(?<![\w.])\/[^\s,:'")]+/g, '…')
    .replace(/\b0x[0-9a-f]+\b|\b\d+(\.\d+)?\b/g, 'N')
    .replace(/[<>`]/g, '');
}

function suiteList(suites: readonly string[]): string {
  return suites.map((suite) => `\`${suite}\``).join(', ');
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** The part of a matrix that the catalogue alone decides, a line a row. */
export function dueInDocs(document: string): string[] {
  const { begin, end } = section(document);
  const rows = document
    .slice(begin, end)
    .split('\n')
    .filter((line) => line.startsWith('| '));
  return rows.map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, 1 + FROM_CATALOGUE)
      .join('|'),
  );
}

/** The names in the matrix of a document, in its order. */
export function faultsInDocs(document: string): string[] {
  const { begin, end } = section(document);
  return [...document.slice(begin, end).matchAll(/^\| `([^`]+)` \|/gm)].map(([, name = '']) => name);
}

/** The document with its matrix replaced. Throws `ConfigError` when it has no place for one. */
export function withSection(document: string, matrix: string): string {
  const { begin, end } = section(document);
  return document.slice(0, begin) + matrix + document.slice(end);
}

function section(document: string): { begin: number; end: number } {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin >= 0 && end > begin) return { begin, end: end + END.length };
  throw new ConfigError('docs/faults.md has no place for the matrix', { fix: `put these two lines into it:\n${BEGIN}\n${END}` });
}
