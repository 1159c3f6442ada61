import { join } from 'node:path';
import { InvalidArgument } from '../../framework/errors/errors';
import { verdictTable } from './verdict-table';

export const DOCUMENT = join('docs', 'ordering.md');
export const PICTURES = join('docs', 'ordering');

const BEGIN = '<!-- verdicts: written by scripts/ordering-docs -->';
const END = '<!-- end of verdicts -->';

/** The document with the model's verdicts where they belong. */
export function withVerdicts(document: string): string {
  const [before, rest] = cut(document, BEGIN);
  const [, after] = cut(rest, END);
  return `${before}${BEGIN}\n${verdictTable()}\n${END}${after}`;
}

function cut(text: string, mark: string): [before: string, after: string] {
  const at = text.indexOf(mark);
  if (at < 0) throw new InvalidArgument(`${DOCUMENT} has no line '${mark}'`, { fix: 'put it where the table belongs' });
  return [text.slice(0, at), text.slice(at + mark.length)];
}
