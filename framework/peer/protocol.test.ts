import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { crc16, crcDigits } from '../link/crc16';
import {
  decodeLine,
  encodeCommand,
  LAST_SEQ,
  LONGEST_BREAD,
  LONGEST_COMMAND,
  LONGEST_LINE,
  parseFields,
  parseHex,
  PROTOCOL_VERSION,
} from './protocol';

const seal = (body: string): string => `${body} *${crcDigits(crc16(body))}`;

test("The host's numbers are those of the firmware", () => {
  const header = readFileSync(join(__dirname, '../../native/firmware/protocol.h'), 'utf8');
  const number = (name: string): number => Number(new RegExp(`^#define ${name} (\\d+)`, 'm').exec(header)?.[1]);
  expect({ version: PROTOCOL_VERSION, line: LONGEST_LINE, seq: LAST_SEQ, block: LONGEST_BREAD }).toEqual({
    version: number('AMP_PROTOCOL_VERSION'),
    line: number('AMP_LINE_IN_MAX'),
    seq: number('AMP_SEQ_MAX'),
    block: number('AMP_BLOCK_MAX'),
  });
});

describe('a command line', () => {
  test('carries its sequence number and the CRC of all before it', () => {
    expect(encodeCommand(17, 'write 32 100 deadbeef')).toBe(`@17 write 32 100 deadbeef *${crcDigits(crc16('@17 write 32 100 deadbeef'))}`);
  });

  test('never has more than 60 bytes, whatever its sequence number', () => {
    expect(encodeCommand(LAST_SEQ, 'x'.repeat(LONGEST_COMMAND))).toHaveLength(LONGEST_LINE - 1);
    for (const seq of [1, LAST_SEQ]) {
      expect(() => encodeCommand(seq, 'x'.repeat(LONGEST_COMMAND + 1))).toThrow(expect.objectContaining({ code: 'InvalidArgument' }));
    }
  });

  test.each(['', 'read\n', 'réad', 'read\t8'])('is not made of %j', (command) => {
    expect(() => encodeCommand(1, command)).toThrow(expect.objectContaining({ code: 'InvalidArgument' }));
  });
});

describe('a line from the R5', () => {
  test.each([
    [seal('@17 ok deadbeef'), { kind: 'ok', seq: 17, text: 'deadbeef' }],
    [seal('@17 ok'), { kind: 'ok', seq: 17, text: '' }],
    [seal('@9999 err fault kind=data addr=3ee00000'), { kind: 'err', seq: 9999, text: 'fault kind=data addr=3ee00000' }],
    [seal('@1 ack'), { kind: 'ack', seq: 1, text: '' }],
    ['# mpu: region 5', { kind: 'log', text: 'mpu: region 5' }],
    ['ok deadbeef', { kind: 'bare' }],
    ['err usage', { kind: 'bare' }],
    [seal('@17 okay'), { kind: 'damaged', why: 'form' }],
    [seal('@0 ok'), { kind: 'damaged', why: 'form' }],
    [seal('@017 ok'), { kind: 'damaged', why: 'form' }],
    [seal('@10000 ok'), { kind: 'damaged', why: 'form' }],
    [seal('@17 ok a\x80'), { kind: 'damaged', why: 'form' }],
    [seal('!'), { kind: 'damaged', why: 'form' }],
    ['@17 ok deadbeef', { kind: 'damaged', why: 'form' }],
    ['@17 ok deadbeef *91f0', { kind: 'damaged', why: 'form' }],
    ['@17 ok deadbeef *0000', { kind: 'damaged', why: 'crc' }],
    [seal('@17 ok deadbeef').slice(4), { kind: 'damaged', why: 'form' }],
    ['', { kind: 'damaged', why: 'form' }],
  ])('%j', (line, expected) => {
    expect(decodeLine(line)).toEqual(expected);
  });

  test('that is a notice comes with its fields', () => {
    const received = decodeLine(seal('! hello proto=1 build=1a2b3c4d'));
    expect(received).toMatchObject({ kind: 'notice', word: 'hello' });
    expect(received.kind === 'notice' && Object.fromEntries(received.fields)).toEqual({ proto: '1', build: '1a2b3c4d' });
  });

  test('of whatever bytes never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) =>
        expect(decodeLine(Buffer.from(bytes).toString('latin1')).kind).toBeDefined(),
      ),
    );
    fc.assert(
      fc.property(fc.constantFrom('@', '!', '#', 'ok', 'err'), fc.string(), (start, rest) =>
        expect(decodeLine(start + rest).kind).toBeDefined(),
      ),
    );
  });
});

test('Fields are taken at their first equals sign and words without one are left out', () => {
  expect(Object.fromEntries(parseFields('a=1 word b=x=y =z'))).toEqual({ a: '1', b: 'x=y' });
});

test('Only hexadecimal digits, sixteen at most, are a number', () => {
  expect(['0', 'FF', 'ffffffffffffffff', '', '0x1', '-1', '1'.repeat(17), undefined].map(parseHex)).toEqual([
    0n,
    255n,
    0xffff_ffff_ffff_ffffn,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
