import { expect, test } from '@jest/globals';
import { csvText, tableHtml } from './csv';
import { html } from './html';

test('A table is written by RFC 4180, and no cell is taken for a formula', () => {
  const rows = [
    ['a,b', 'say "x"', 1.5],
    ['=1+1', undefined, '-x'],
    ['two\nlines', '', 0],
  ];
  expect(csvText({ name: 't', head: ['p', 'q', 'r'], rows })).toBe('p,q,r\r\n"a,b","say ""x""",1.5\r\n\'=1+1,,\'-x\r\n"two\nlines",,0\r\n');
});

test('On the page numbers stand to the right and long tables are folded', () => {
  const table = tableHtml({ name: 't', head: ['p', 'q'], rows: Array.from({ length: 30 }, (_, i) => ['x', i + 0.12345]) }).html;
  expect(table).toMatch(/<td class="n">29\.1<\/td>/);
  expect(table).not.toMatch(/<details class="table"\s+open/);
});

test('A template escapes strings, keeps markup, and joins lists', () => {
  const list = ['<a>', "'&'"].map((text) => html`<b title="${text}">${text}</b>`);
  expect(html`<i>${list}</i>${3}`.html).toBe(
    '<i><b title="&#60;a&#62;">&#60;a&#62;</b><b title="&#39;&#38;&#39;">&#39;&#38;&#39;</b></i>3',
  );
});
