import { expect, test } from '@jest/globals';
import { isLegalMemFlags, memFlagsText, NORM_SHARED_NCACHE, PRIV_RW_USER_RW } from './mem-flags';

test("UG1186's mem_flags 0x30C is NORM_SHARED_NCACHE with full access", () => {
  expect(NORM_SHARED_NCACHE | PRIV_RW_USER_RW).toBe(0x30c);
  expect(memFlagsText(0x30c)).toBe('NORM_SHARED_NCACHE | PRIV_RW_USER_RW');
});

test('an unknown part is shown in hexadecimal', () => {
  expect(memFlagsText(0x714)).toBe('0x14 | 0x700');
});

test.each([0x30c, 0x000, 0x100b, 0x601])('0x%s is a legal encoding', (flags) => {
  expect(isLegalMemFlags(flags)).toBe(true);
});

test.each([-1, 0.5, 0x30d, 0x70c, 0x40c, 0x2030c, Number.NaN])('%s is not', (flags) => {
  expect(isLegalMemFlags(flags)).toBe(false);
});
