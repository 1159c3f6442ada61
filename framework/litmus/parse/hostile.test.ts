import fc from 'fast-check';
import { CORPUS_FOLDERS, corpusFiles } from '../test/corpus';
import { parseLitmus } from './parse';

/** What a text gives: a test, or a typed error of one or two lines that names the file. Anything else fails. */
function outcomeOf(text: string): 'test' | 'refused' {
  try {
    const { name, threads } = parseLitmus(text, { file: 'f' });
    expect(name).not.toBe('');
    expect(threads.length).toBeGreaterThan(0);
    return 'test';
  } catch (error) {
    expect(error).toMatchObject({
      code: 'LitmusError',
      message: expect.stringMatching(/^f:\d+:\d+: [^\n]{1,300}\n {2}fix: [^\n]{1,500}$/) as string,
    });
    return 'refused';
  }
}

const files = CORPUS_FOLDERS.flatMap((folder) => corpusFiles(folder).map(({ text }) => text));
const WORDS =
  'AArch64 ARM P0 P1 { } ( ) [ ] | ; : , # = ~ /\\ \\/ => (* *) " % & exists ~exists forall filter locations true not int int64_t x y 0:X1=x; 1:X0=1 0:R0=y ' +
  'MOV STR LDR STLR LDAR CSEL CAS SWPAL STADD LDXR B.EQ CBNZ LC00 LC00: DMB DSB ISB SY LD ISHST W0 X1 WZR XZR R0 [X1] [X1,W2,SXTW] #1 #-1 0xffffffffffffffffff __proto__ constructor';
const piece = fc.oneof(
  fc.constantFrom(...WORDS.split(' '), '\n', ' ', '\t', '\r\n', '\0', '\u2028', '🜚'),
  fc.string({ maxLength: 4 }),
  fc.string({ unit: 'binary', maxLength: 4 }),
);

test('any text is a test or a typed error', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => void outcomeOf(text)));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 80 }), (pieces) => void outcomeOf(pieces.join(' '))),
    { numRuns: 500 },
  );
});

test("any words in a test's parts are a test or a typed error", () => {
  const words = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(' '));
  const whole = (arch: string, head: string, init: string, cell: string, condition: string): string =>
    `${arch} t\n${head.includes('{') ? '' : head}\n{ x=0; ${init} }\nP0 ;\n ${cell} ;\nexists (x=0 ${condition})`;
  // The frame around the words is sound: without any it is a test.
  expect(['AArch64', 'ARM'].map((arch) => outcomeOf(whole(arch, '', '', 'NOP', '')))).toEqual(['test', 'test']);
  fc.assert(
    fc.property(fc.constantFrom('AArch64', 'ARM'), words, words, words, words, (arch, head, init, cell, condition) => {
      outcomeOf(whole(arch, head, init, cell, condition));
    }),
    { numRuns: 2000 },
  );
});

test('files with pieces cut out, doubled, or put in are tests or typed errors', () => {
  const at = fc.double({ min: 0, max: 1, noNaN: true });
  const edit = fc.record({ at, length: fc.integer({ min: 0, max: 12 }), put: fc.oneof(fc.constant('again' as const), piece) });
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.constantFrom(...files), fc.array(edit, { minLength: 1, maxLength: 3 }), (file, edits) => {
      let text = file;
      for (const { at: where, length, put } of edits) {
        const from = Math.floor(where * text.length);
        const cut = text.slice(from, from + length);
        text = text.slice(0, from) + (put === 'again' ? cut + cut : put) + text.slice(from + length);
      }
      seen.add(outcomeOf(text));
    }),
    { numRuns: 2000 },
  );
  expect([...seen].sort()).toEqual(['refused', 'test']);
});

// 64 KiB of one thing: a parser that looks back at what it has read would take minutes, not milliseconds.
test('the longest texts of anything are read or refused at once', () => {
  const fill = (unit: string): string => unit.repeat(Math.floor(0xf000 / unit.length));
  for (const unit of [
    '(',
    '(*',
    '{',
    '|',
    ';',
    '\n',
    'x=1;',
    '0:X1=x;',
    '~',
    '(*(*)',
    ' ',
    'a',
    '"',
    '=',
    '[',
    'x=1 /\\ ',
    'x=1 => ',
    '\t\n',
  ])
    for (const text of [
      fill(unit),
      `AArch64 t\n{ ${fill(unit)} }\nP0 ;\nexists (x=1)`,
      `AArch64 t\n{}\nP0 ;\n${fill(`NOP ${unit}`)} ;\nexists (x=1)`,
      `AArch64 t\n{}\nP0 ;\nexists (x=1 ${fill(unit)})`,
      `AArch64 t\n{}\nP0 ;\nlocations [${fill(unit)}]\nfilter (${unit})\nexists (x=1)`,
    ])
      outcomeOf(text);
}, 20_000);
