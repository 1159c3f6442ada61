import { join } from 'node:path';
import { evaluate } from './model/evaluate';
import { parseLitmus } from './parse/parse';
import { corpusFiles, rows } from './test/corpus';

const ROOT = join(__dirname, 'test');
const GOLDEN = corpusFiles('golden', ROOT).map(({ name, text }) => {
  const parsed = parseLitmus(text, { file: name });
  // How the tables name a test: of states by architecture and name, of verdicts by its file.
  return { name: name.replace('.litmus', ''), text, parsed, row: `${parsed.arch.toLowerCase()} ${parsed.name}`, file: `golden/${name}` };
});

function table(name: string, key: (row: readonly string[]) => string, of: number): Map<string, string> {
  return new Map(rows(join('golden', name), ROOT).map((row) => [key(row), row[of] ?? '']));
}

const tables = (domain: 'inner' | 'amp') => ({
  states: table(`states-${domain}.tsv`, ([arch, name]) => `${arch} ${name}`, 3),
  verdicts: table(`verdicts-${domain}.tsv`, (row) => row[2] ?? '', 1),
});
const EXPECTED = { inner: tables('inner'), amp: tables('amp') };

test.each(['inner', 'amp'] as const)('every test worked out by hand has its row in the tables of %s', (domain) => {
  expect([...EXPECTED[domain].states.keys()].sort()).toEqual(GOLDEN.map(({ row }) => row).sort());
  expect([...EXPECTED[domain].verdicts.keys()].sort()).toEqual(GOLDEN.map(({ file }) => file).sort());
  expect(GOLDEN.length).toBeGreaterThanOrEqual(20);
});

test.each(GOLDEN)('$name: the model agrees with what was worked out by hand, in both domains', ({ parsed, row, file }) => {
  for (const domain of ['inner', 'amp'] as const) {
    const { states, verdict } = evaluate(parsed, { domain });
    expect({ domain, states: states.join(' | '), verdict }).toEqual({
      domain,
      states: EXPECTED[domain].states.get(row),
      verdict: EXPECTED[domain].verdicts.get(file),
    });
  }
});

test('the domains differ in most, and every clause and quantifier is there', () => {
  const differ = GOLDEN.filter(({ row }) => EXPECTED.inner.states.get(row) !== EXPECTED.amp.states.get(row));
  expect(differ.length).toBeGreaterThanOrEqual(15);
  expect(new Set(GOLDEN.map(({ parsed }) => parsed.quantifier))).toEqual(new Set(['exists', '~exists', 'forall']));
  expect(GOLDEN.filter(({ parsed }) => parsed.filter).length).toBeGreaterThanOrEqual(3);
  expect(GOLDEN.filter(({ parsed }) => parsed.observed.length > 0).length).toBeGreaterThanOrEqual(3);
});

test('each says why, in a comment', () => {
  for (const { text } of GOLDEN) expect(text).toMatch(/\(\* [^]{40,}\*\)/);
});
