import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { explain } from '../../framework/litmus/explain/explain';
import { explanationText } from '../../framework/litmus/explain/words';
import { parseLitmus } from '../../framework/litmus/parse/parse';
import { MP } from '../../framework/litmus/shapes';
import { DOCUMENT, PICTURES, withVerdicts } from './document';
import { pictures } from './pictures';

/** When these fail after a change of the model or its drawings: `node -r esbuild-register scripts/ordering-docs/main.ts`, and look at the pictures. */
const ROOT = resolve(__dirname, '..', '..');
const document = readFileSync(join(ROOT, DOCUMENT), 'utf8');

test('the table of docs/ordering.md is what the model says', () => {
  expect(document).toBe(withVerdicts(document));
});

test('the pictures of docs/ordering.md are those that the model draws, and no others are kept', () => {
  const kept = readdirSync(join(ROOT, PICTURES)).map((file) => ({ file, svg: readFileSync(join(ROOT, PICTURES, file), 'utf8') }));
  expect(kept).toEqual([...pictures()].sort((a, b) => (a.file < b.file ? -1 : 1)));
});

test('every picture is shown, and every link of docs/ordering.md leads to a file', () => {
  const links = [...document.matchAll(/\]\(([^)#:]+)\)/g)].map((match) => match[1] ?? '');
  expect(links.filter((link) => !existsSync(join(ROOT, dirname(DOCUMENT), link)))).toEqual([]);
  expect(new Set(links)).toEqual(
    new Set([...links.filter((link) => !link.endsWith('.svg')), ...pictures().map(({ file }) => `ordering/${file}`)]),
  );
});

test('the explanation in docs/ordering.md is the one that the model gives', () => {
  expect(document).toContain(explanationText(explain(MP.with('dmb.st', 'addr'), { domain: 'amp' }, '1:X0=1; 1:X2=0')));
});

test('the .litmus file in docs/ordering.md is one', () => {
  const text = /```\n(AArch64 MP[^`]*)```/.exec(document)?.[1] ?? '';
  expect(parseLitmus(text, { file: DOCUMENT })).toMatchObject({ name: 'MP+dmb.sy+addr', threads: [{}, {}] });
});
