import { expect, test } from '@jest/globals';
import { csvText, tableHtml } from './csv';
import { html } from './html';

const source = { board: 'sim', run: 'r1', emulated: true };

test('A table is written by RFC 4180, with board, run and label in each row; no cell is taken for a formula or a control sequence', () => {
  const rows = [
    ['a,b', 'say "x"', 1.5],
    ['=1+1', undefined, '-x'],
    ['two\nlines', '\u001b[31m', '\r=2'],
  ];
  expect(csvText({ name: 't', head: ['p', 'q', 'r'], rows }, source).split('\r\n')).toEqual([
    'board,run,emulated,p,q,r',
    'sim,r1,emulated,"a,b","say ""x""",1.5',
    "sim,r1,emulated,'=1+1,,'-x",
    'sim,r1,emulated,"two\nlines",\\x1b[31m,\\x0d=2',
    '',
  ]);
});

test('On the page numbers stand to the right, long tables are folded, and very long ones cut', () => {
  const table = (length: number): string =>
    tableHtml({ name: 't', head: ['p', 'q'], rows: Array.from({ length }, (_, i) => ['x', i + 0.12345]) }, source).html;
  expect(table(30)).toMatch(/<td class="n">29\.1<\/td>/);
  expect(table(30)).not.toMatch(/<details class="table"\s+open/);
  expect(table(30)).toMatch(/30 rows, emulated/);
  expect(table(3000)).toMatch(/3000 rows, the first 2000 here, emulated/);
  expect(table(3000).match(/<tr>/g)).toHaveLength(2001);
});

test('A template escapes strings, keeps markup, and joins lists', () => {
  const list = ['<a>', "'&'"].map((text) => html`<b title="${text}">${text}</b>`);
  expect(html`<i>${list}</i>${3}`.html).toBe(
    '<i><b title="&#60;a&#62;">&#60;a&#62;</b><b title="&#39;&#38;&#39;">&#39;&#38;&#39;</b></i>3',
  );
});
