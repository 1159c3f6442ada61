import type { Cause } from './diagnosis';
import { causesText, hex } from './diagnosis-text';
import type { Physmap } from './physmap';
import { translated, translatedBack, wrongAnswers, type TranslationAnswer, type TranslationCheck } from './translation-check';

/** Where, what was expected and got, and why, likely: of a check that has wrong answers. */
export function translationText(check: TranslationCheck): string {
  const wrong = wrongAnswers(check.answers);
  const [first] = wrong;
  const of = `${wrong.length} of ${check.answers.length} translations differ`;
  const where = first ? `; the first: ${answerText(first)}` : '';
  return `${of}${where}; ${causeText(check)}`;
}

/**
 * The page table that the side seems to have, if it explains every answer, right and wrong, and is the declared one with one change. Two tables that give
 * the same answers are told apart by nobody.
 */
export function translationCause({ table, answers, found = [] }: TranslationCheck): Cause {
  const pages = found.filter((page) => page !== undefined);
  // Of a table that is longer than what was looked at nobody knows the rest.
  if (pages.length === 0 || pages.length < table.physmap.length) return { kind: 'unknown' };
  const seen: Physmap = { ...table, physmap: pages };
  const explained = answers.every(
    ({ asked, got }) => (typeof asked === 'number' ? translated(seen, asked) : translatedBack(seen, asked)) === got,
  );
  return (explained ? change(table.physmap, pages) : undefined) ?? { kind: 'unknown' };
}

function change(declared: readonly bigint[], found: readonly bigint[]): Cause | undefined {
  const different = declared.flatMap((page, i) => (page === found[i] ? [] : [i]));
  // Before the distance: of one page, or of pages under one upper half, that is constant too.
  if (different.length > 0 && declared.every((page, i) => BigInt.asUintN(32, page) === found[i])) return { kind: 'truncated-address' };
  const distances = new Set(declared.map((page, i) => (found[i] as bigint) - page));
  const [bytes = 0n] = distances;
  if (distances.size === 1 && bytes !== 0n) return { kind: 'translation-shifted', bytes };
  const [a = 0, b = 0, ...more] = different;
  if (different.length === 2 && more.length === 0 && declared[a] === found[b] && declared[b] === found[a])
    return { kind: 'exchanged-pages', pages: [a, b] };
  return undefined;
}

function causeText(check: TranslationCheck): string {
  const cause = translationCause(check);
  if (cause.kind !== 'unknown') return causesText([cause]);
  const found = check.found?.map((page) => (page === undefined ? 'none' : hex(page))).join(' ') ?? 'not asked for';
  return `likely cause: unknown (no shift, exchange or loss of upper bits of the declared pages explains every answer; address of each page: ${found})`;
}

function answerText({ asked, expected, got }: TranslationAnswer): string {
  const [from, to] = typeof asked === 'number' ? ['offset', 'physical address'] : ['physical address', 'offset'];
  const text = (value: number | bigint | undefined): string => (value === undefined ? `no ${to}` : `${to} ${hex(value)}`);
  return `${from} ${hex(asked)}: expected ${text(expected)}, got ${text(got)}`;
}
