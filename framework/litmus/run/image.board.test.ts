import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAX_LOCATIONS } from '../lower/layout';
import * as image from './image';

const CORE = join(__dirname, '../../../native/core');
const folder = mkdtempSync(join(tmpdir(), 'amp-hil-image-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the C side says: each expression in a word, as the compiler computes it. */
function inC(expressions: Readonly<Record<string, string>>): Record<string, number> {
  const lines = Object.entries(expressions).map(
    ([name, expression]) => `    printf("%s %lu\\n", "${name}", (unsigned long)(${expression}));`,
  );
  const source = [
    '#include <stddef.h>',
    '#include <stdio.h>',
    '#include "litmus_image.h"',
    'int main(void) {',
    ...lines,
    '    return 0;',
    '}',
    '',
  ];
  const [file, program] = [join(folder, 'image.c'), join(folder, 'image')];
  writeFileSync(file, source.join('\n'));
  execFileSync('gcc', ['-std=c11', '-Wall', '-Wextra', '-Werror', '-I', CORE, '-o', program, file], { stdio: 'pipe' });
  const output = execFileSync(program, { encoding: 'utf8' }).trim();
  return Object.fromEntries(output.split('\n').map((line): [string, number] => [line.split(' ')[0] ?? '', Number(line.split(' ')[1])]));
}

const wordOf = (field: string): string => `offsetof(struct amp_litmus_image, ${field}) / 4`;

test('the header that is written is the struct that is read, word by word', () => {
  const words = inC({
    magic: wordOf('magic'),
    bytes: wordOf('bytes'),
    codeOffset: wordOf('code_offset'),
    codeBytes: wordOf('code_bytes'),
    isa: wordOf('isa'),
    roles: wordOf('roles'),
    locations: wordOf('locations'),
    stride: wordOf('stride'),
    outs: wordOf('outs'),
    finals: wordOf('finals'),
    location: wordOf('location'),
  });
  expect(words).toEqual(image.IMAGE_WORD);
});

test('both sides have the same numbers and limits', () => {
  const numbers = inC({
    magic: 'AMP_LITMUS_MAGIC',
    words: 'sizeof(struct amp_litmus_image) / 4',
    locationWords: 'sizeof(struct amp_litmus_location) / 4',
    roles: 'AMP_LITMUS_ROLES',
    locations: 'AMP_LITMUS_LOCATIONS',
    outs: 'AMP_LITMUS_OUTS',
    outcome: 'AMP_LITMUS_WORDS',
    bytes: 'AMP_LITMUS_IMAGE_MAX',
    aarch64: 'AMP_LITMUS_AARCH64',
    'armv7-r': 'AMP_LITMUS_ARMV7_R',
    'x86-64': 'AMP_LITMUS_X86_64',
  });
  expect(numbers).toEqual({
    magic: image.IMAGE_MAGIC,
    words: image.IMAGE_HEADER_WORDS,
    locationWords: image.LOCATION_WORDS,
    roles: image.MAX_ROLES,
    locations: MAX_LOCATIONS,
    outs: image.MAX_OUTS,
    outcome: image.MAX_OUTCOME_WORDS,
    bytes: image.MAX_IMAGE_BYTES,
    ...image.ISA_NUMBER,
  });
});
