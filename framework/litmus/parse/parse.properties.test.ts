import fc from 'fast-check';
import { LitmusError } from '../../errors/errors';
import { CORPUS_FOLDERS, corpusFiles } from '../test/corpus';
import { MOST_BYTES } from './text';
import { parseLitmus } from './parse';

const TEXTS = CORPUS_FOLDERS.flatMap((folder) => corpusFiles(folder).map(({ text }) => text));
const PIECES = [
  '(*',
  '*)',
  '{',
  '}',
  ';',
  '|',
  '[',
  ']',
  '(',
  ')',
  '~',
  '=>',
  '/\\',
  '%x0',
  '0:',
  '#',
  '99999999999999999999',
  '-',
  'exists',
  'X1',
  '\n',
  '"',
  '!',
  'L:',
  '*',
  '\0',
  'é',
];

/** Reads, or refuses with the typed error and a place inside the text: nothing else may come out. */
function readOrRefused(text: string): void {
  try {
    parseLitmus(text);
  } catch (error) {
    expect(error).toBeInstanceOf(LitmusError);
    const { place } = error as LitmusError;
    expect(place!.line).toBeGreaterThanOrEqual(1);
    expect(place!.line).toBeLessThanOrEqual(text.split('\n').length);
    expect(place!.column).toBeGreaterThanOrEqual(1);
  }
}

test('any text at all is read or refused with a place', () => {
  fc.assert(fc.property(fc.string({ maxLength: 300, unit: 'binary' }), readOrRefused), { numRuns: 1000 });
});

test('texts made of the language’s own signs are read or refused with a place', () => {
  const text = fc
    .array(fc.oneof(fc.constantFrom(...PIECES), fc.constantFrom('AArch64 T\n{', 'P0', 'LDR W0,[X1]', 'exists ')), { maxLength: 60 })
    .map((parts) => `ARM T\n{}\n${parts.join(' ')}`);
  fc.assert(fc.property(text, readOrRefused), { numRuns: 1000 });
});

test('mutated files of the corpus are read or refused with a place', () => {
  const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat(6), insert: fc.constantFrom('', ...PIECES) });
  const mutated = fc.tuple(fc.constantFrom(...TEXTS), fc.array(edit, { minLength: 1, maxLength: 4 })).map(([text, edits]) =>
    edits.reduce((now, { at, cut, insert }) => {
      const place = Math.floor(at * now.length);
      return now.slice(0, place) + insert + now.slice(place + cut);
    }, text),
  );
  fc.assert(fc.property(mutated, readOrRefused), { numRuns: 2000 });
});

test.each(['(* ', '(', '~', '0:X0=1 /\\ ', 'A', '1', '%', ' ', '\n', '|', ';', 'a=', 'W', '"', '{', 'L:', '*)'])(
  'the largest text of nothing but %j takes no more than a moment',
  (piece) => {
    for (const head of ['', 'AArch64 T\n', 'AArch64 T\n{', 'AArch64 T\n{}\n', 'AArch64 T\n{}\nP0;\n', 'AArch64 T\n{}\nP0;\nexists '])
      readOrRefused(head + piece.repeat((MOST_BYTES - head.length) / piece.length));
  },
);
