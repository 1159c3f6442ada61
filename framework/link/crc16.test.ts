import { expect, test } from '@jest/globals';
import { crc16, crcDigits } from './crc16';

test("The catalogue's check value of CRC-16/CCITT-FALSE comes out", () => {
  expect(crc16('123456789')).toBe(0x29b1);
  expect(crc16('')).toBe(0xffff);
});

test('The CRC covers what lies before the given end and nothing else', () => {
  expect(crc16('123456789 *29B1', 9)).toBe(0x29b1);
});

test('A CRC is written as four upper-case digits', () => {
  expect([0x29b1, 0xa, 0].map(crcDigits)).toEqual(['29B1', '000A', '0000']);
});

test('Every flip of one or two bits of a line changes its CRC', () => {
  const line = '@17 ok deadbeef';
  const bits = line.length * 8;
  const flip = (text: string, bit: number): string =>
    Array.from(text, (c, i) => (i === bit >> 3 ? String.fromCharCode(c.charCodeAt(0) ^ (1 << (bit & 7))) : c)).join('');
  const good = crc16(line);
  for (let a = 0; a < bits; a++)
    for (let b = a; b < bits; b++) expect(crc16(a === b ? flip(line, a) : flip(flip(line, a), b))).not.toBe(good);
});
