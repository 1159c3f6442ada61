import type { FaultKind } from '../fault/kind';
import { ConfigError } from '../errors/errors';
import { diagnosisText } from './judge';
import type { TrialResult } from './selftest';

const BEGIN = '<!-- matrix: written by `npx amp-hil selftest --docs`, not by hand -->';
const END = '<!-- end of the matrix -->';
const DUE = { caught: 'fail', broken: 'broken', survived: 'pass, incidents counted' } as const;

/** The matrix of faults and checks for docs/faults.md: nothing in it changes as long as catalogue and results do not. */
export function docsSection(kinds: readonly FaultKind[], results: readonly TrialResult[]): string {
  const rows = kinds.map((kind) => {
    const alone = results.filter(({ trial }) => trial.faults.length === 1 && trial.faults[0]?.kind === kind);
    const seen = alone.length > 0 && alone.every(({ problems }) => problems.length === 0);
    const cells = [`\`${kind.name}\``, DUE[kind.expect], kind.caughtBy.map((suite) => `\`${suite}\``).join(', '), diagnosisText(kind)];
    return `| ${[...cells, seen ? 'yes' : '**no**'].map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  const head = ['| fault | result due | must be caught by | diagnosis due | seen so |', '|---|---|---|---|---|'];
  return [BEGIN, '', ...head, ...rows, '', END].join('\n');
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
