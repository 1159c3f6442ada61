import { join } from 'node:path';
import { evaluate } from './model/evaluate';
import { parseLitmus } from './parse/parse';
import { corpusFiles, rows } from './test/corpus';

const ROOT = join(__dirname, 'test');
const GOLDENS = corpusFiles('goldens', ROOT).map(({ name, text }) => ({
  name: name.replace('.litmus', ''),
  text,
  parsed: parseLitmus(text, { file: name }),
}));

function column(table: string, at: number, of: number): Map<string, string> {
  return new Map(rows(join('goldens', table), ROOT).map((row) => [row[at] ?? '', row[of] ?? '']));
}

const EXPECTED = {
  inner: { states: column('states-inner.tsv', 1, 3), verdicts: column('verdicts-inner.tsv', 0, 1) },
  amp: { states: column('states-amp.tsv', 1, 3), verdicts: column('verdicts-amp.tsv', 0, 1) },
};

test.each(['inner', 'amp'] as const)('every test worked out by hand has its row in the tables of %s', (domain) => {
  const names = GOLDENS.map(({ name }) => name);
  expect([...EXPECTED[domain].states.keys()].sort()).toEqual([...names].sort());
  expect([...EXPECTED[domain].verdicts.keys()].sort()).toEqual([...names].sort());
  expect(GOLDENS.length).toBeGreaterThanOrEqual(20);
});

test.each(GOLDENS)('$name: the model agrees with what was worked out by hand, in both domains', ({ name, parsed }) => {
  expect(parsed.name).toBe(name);
  for (const domain of ['inner', 'amp'] as const) {
    const { states, verdict } = evaluate(parsed, { domain });
    expect({ domain, states: states.join(' | '), verdict }).toEqual({
      domain,
      states: EXPECTED[domain].states.get(name),
      verdict: EXPECTED[domain].verdicts.get(name),
    });
  }
});

test('the domains differ in most, and every clause and quantifier is there', () => {
  const differ = GOLDENS.filter(({ name }) => EXPECTED.inner.states.get(name) !== EXPECTED.amp.states.get(name));
  expect(differ.length).toBeGreaterThanOrEqual(15);
  expect(new Set(GOLDENS.map(({ parsed }) => parsed.quantifier))).toEqual(new Set(['exists', '~exists', 'forall']));
  expect(GOLDENS.filter(({ parsed }) => parsed.filter).length).toBeGreaterThanOrEqual(3);
  expect(GOLDENS.filter(({ parsed }) => parsed.observed.length > 0).length).toBeGreaterThanOrEqual(3);
});

test('each says why, in a comment', () => {
  for (const { text } of GOLDENS) expect(text).toMatch(/\(\* [^]{40,}\*\)/);
});
