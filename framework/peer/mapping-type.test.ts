import { expect, test } from '@jest/globals';
import { mappingTypeOf } from './mapping-type';

test('a SIGBUS of an unaligned load is Device memory, on an emulated core as well', () => {
  expect(mappingTypeOf('SIGBUS', 'aarch64', false)).toMatchObject({ type: 'device' });
  expect(mappingTypeOf('SIGBUS', 'aarch64', true)).toMatchObject({ type: 'device' });
});

test('an unaligned load that succeeds is Normal memory on silicon only', () => {
  expect(mappingTypeOf('', 'aarch64', false).type).toBe('normal');
  expect(mappingTypeOf('', 'aarch64', true)).toEqual({ type: 'unknown', reason: expect.stringContaining('emulated') });
  expect(mappingTypeOf('', 'x86-64', false)).toEqual({ type: 'unknown', reason: expect.stringContaining('x86-64') });
});

test('any other end of the probe tells nothing, and is named', () => {
  expect(mappingTypeOf('SIGALRM', 'aarch64', false)).toEqual({ type: 'unknown', reason: expect.stringContaining('SIGALRM') });
});
