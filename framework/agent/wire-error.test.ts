import { expect, test } from '@jest/globals';
import { AlreadyOpen, Cancelled, Misaligned, OutOfRange, Timeout, UioError, type AmpHilError } from '../errors/errors';
import { fromWire, toWire } from './wire-error';

const across = (error: unknown): AmpHilError => fromWire(JSON.parse(JSON.stringify(toWire(error))) as ReturnType<typeof toWire>);

test.each([
  new OutOfRange('4 bytes at 0x10', { fix: 'less' }),
  new Misaligned('off 3'),
  new AlreadyOpen('open'),
  new UioError({ errno: 'EACCES', syscall: 'open', path: '/dev/uio0' }, { fix: 'chmod' }),
  new Timeout('job fill on linux', 50, { detail: 'stuck', fix: 'start the other side' }),
  new Timeout('open', 5),
  new Cancelled('job fill on linux'),
])('$name crosses the wire as it was', (error) => {
  const copy = across(error);
  expect(copy).toBeInstanceOf(error.constructor);
  expect(copy.message).toBe(error.message);
  expect(Object.entries(copy)).toEqual(Object.entries(error));
});

test('An error of the addon, which is of no class of ours, becomes the class of its code', () => {
  const thrown = Object.assign(new Error("EPERM: operation not permitted, open '/dev/uio0'"), {
    code: 'UioError',
    errno: 'EPERM',
    syscall: 'open',
    path: '/dev/uio0',
  });
  expect(across(thrown)).toMatchObject({ code: 'UioError', errno: 'EPERM', path: '/dev/uio0' });
  expect(across(thrown)).toBeInstanceOf(UioError);
});

test('Any other error is said to be a defect of the agent', () => {
  expect(across(new TypeError('x is not a function'))).toMatchObject({
    code: 'ProtocolViolation',
    message: expect.stringContaining('x is not a function'),
  });
});
