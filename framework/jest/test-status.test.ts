import { describe, expect, test } from '@jest/globals';
import { Misaligned, OutOfRange, Timeout } from '../errors/errors';
import { isSuspect, testError, testStatus } from './test-status';

const assertion = Object.assign(new Error('expected 1, got 2'), { matcherResult: { pass: false } });

describe('what a test that threw is called', () => {
  test('nothing thrown is a completed pass', () => {
    expect(testStatus([])).toMatchObject({ status: 'completed', result: 'pass' });
  });

  test('an assertion is a completed fail', () => {
    expect(testStatus([testError(assertion)])).toMatchObject({ status: 'completed', result: 'fail', error: { code: 'Assertion' } });
  });

  test('an infrastructure error is broken, without a result', () => {
    expect(testStatus([testError(new Timeout('read32', 100))])).toMatchObject({
      status: 'broken',
      result: 'none',
      error: { code: 'Timeout' },
    });
  });

  test('an assertion that met a broken link or a silent side is that error', () => {
    for (const actual of [new Timeout('read32', 100), { code: 'LinkClosed', message: 'gone' }]) {
      const error = Object.assign(new Error('expected OutOfRange'), { matcherResult: { pass: false, actual } });
      expect(testStatus([testError(error)])).toMatchObject({ status: 'broken', error: { code: actual.code } });
    }
    const other = Object.assign(new Error('expected OutOfRange'), { matcherResult: { pass: false, actual: new Misaligned('x') } });
    expect(testStatus([testError(other)])).toMatchObject({ result: 'fail', error: { code: 'Assertion' } });
  });

  test('toMatchObject does not say what it met, but shows it: a broken link is read from there', () => {
    const shown = (code: string): Error =>
      Object.assign(
        new Error(
          `expect(received).rejects.toMatchObject(expected)\n\n  Object {\n\u001b[32m-   "code": "OutOfRange",\u001b[39m\n\u001b[31m+   "code": "${code}",\u001b[39m\n  }`,
        ),
        {
          matcherResult: { pass: false },
        },
      );
    expect(testStatus([testError(shown('LinkClosed'))])).toMatchObject({ status: 'broken', error: { code: 'LinkClosed' } });
    expect(testStatus([testError(shown('Misaligned'))])).toMatchObject({ result: 'fail', error: { code: 'Assertion' } });
  });

  test('an error that has its text in the stack alone, as Jest gives those outside of tests, keeps it', () => {
    expect(testError({ message: '', stack: 'Error: the clean-up failed\n    at Object.<anonymous> (x.ts:1:1)' })).toMatchObject({
      message: 'Error: the clean-up failed',
    });
  });

  test('infrastructure outweighs an assertion that came first', () => {
    expect(testStatus([testError(assertion), testError(new Timeout('read32', 100))])).toMatchObject({ status: 'broken' });
  });

  test("an error of the contract, such as OutOfRange, is the test's own failure", () => {
    expect(testStatus([testError(new OutOfRange('x'))])).toMatchObject({
      status: 'completed',
      result: 'fail',
      error: { code: 'OutOfRange' },
    });
  });

  test("Jest's own deadline is broken, in the pair form in which circus keeps errors", () => {
    const pair = [new Error('thrown: "Exceeded timeout of 5000 ms for a test."'), new Error('')];
    expect(testStatus([testError(pair)])).toMatchObject({ status: 'broken', error: { code: 'Timeout' } });
  });

  test('a thrown string is kept as text', () => {
    expect(testError('oops')).toEqual({ code: 'Error', message: 'oops' });
  });

  test('a timeout makes the peers suspect, an assertion does not', () => {
    expect(isSuspect(testError(new Timeout('x', 1)))).toBe(true);
    expect(isSuspect(testError(assertion))).toBe(false);
  });
});
