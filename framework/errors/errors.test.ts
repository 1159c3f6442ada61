import { describe, expect, test } from '@jest/globals';
import { runInNewContext } from 'node:vm';
import { isAmpHilError, OutOfRange } from './errors';

describe('an error of the tree', () => {
  test('is known by its code, also when another context made it', () => {
    expect(isAmpHilError(new OutOfRange('x'))).toBe(true);
    expect(isAmpHilError(runInNewContext("Object.assign(new Error('x'), { code: 'OutOfRange' })"))).toBe(true);
  });

  test.each([
    ['an error of Node', Object.assign(new Error('x'), { code: 'ENOENT' })],
    ['an object that looks like one', { code: 'OutOfRange', message: 'x' }],
    ['nothing', undefined],
  ])('is not %s', (_, other) => {
    expect(isAmpHilError(other)).toBe(false);
  });
});
