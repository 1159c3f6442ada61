import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { escapeLine, LineSplitter } from './line-splitter';

function split(chunks: readonly Buffer[], limit = 400): { lines: string[]; overlong: number; starts: string[]; rest: string | undefined } {
  const lines: string[] = [];
  const starts: string[] = [];
  const splitter = new LineSplitter(
    limit,
    (line) => lines.push(line),
    (start) => starts.push(start),
  );
  for (const chunk of chunks) splitter.push(chunk);
  return { lines, overlong: splitter.overlong, starts, rest: splitter.flush() };
}
const from = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('the line splitter', () => {
  test('gives each line without its newline and carriage return, empty ones included', () => {
    expect(split([from('a\r\nb\n\nc')])).toMatchObject({ lines: ['a', 'b', ''], rest: 'c' });
  });

  test('takes 399 bytes and a newline for a line, drops one byte more to its newline and counts it', () => {
    const longest = 'x'.repeat(399);
    const { lines, overlong } = split([from(`${longest}\n${longest}y\nok\n`)]);
    expect(lines).toEqual([longest, 'ok']);
    expect(overlong).toBe(1);
  });

  test('counts an endless line once and shows its start', () => {
    const { lines, overlong, starts } = split([...Array<Buffer>(50).fill(from('z'.repeat(100))), from('tail\nok\n')]);
    expect({ lines, overlong, starts }).toEqual({ lines: ['ok'], overlong: 1, starts: ['z'.repeat(400)] });
  });

  test('does not care where the stream was cut', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 60 }), { maxLength: 20 }), fc.array(fc.nat(50), { maxLength: 60 }), (texts, cuts) => {
        const stream = from(texts.map((t) => t.replaceAll('\n', 'n')).join('\n'));
        const chunks: Buffer[] = [];
        let at = 0;
        for (const cut of cuts) chunks.push(stream.subarray(at, (at += cut)));
        chunks.push(stream.subarray(at));
        expect(split(chunks, 40)).toEqual(split([stream], 40));
      }),
    );
  });
});

test('Bytes that no terminal should get are shown as hexadecimal', () => {
  expect(escapeLine('a\x1b[2J\x00\xff~ ')).toBe('a\\x1b[2J\\x00\\xff~ ');
  expect(escapeLine('plain')).toBe('plain');
});
