import { expect, test } from '@jest/globals';
import { withinLimits, type Limits } from './limits';

const within = (value: number, limits: Limits | undefined): boolean => withinLimits('linux.read.64.64', value, 'MB/s', limits);

test('limits are inclusive and one of them may be absent', () => {
  expect(within(40, { unit: 'MB/s', min: 40, max: 40 })).toBe(true);
  expect(within(39.9, { unit: 'MB/s', min: 40 })).toBe(false);
  expect(within(41, { unit: 'MB/s', max: 40 })).toBe(false);
  expect(within(Number.NaN, { unit: 'MB/s', max: 40 })).toBe(false);
  expect(within(41, undefined)).toBe(true);
});

test.each([
  ['another unit', { unit: 'GB/s', min: 40 }, /limits of 'linux\.read\.64\.64': unit is "GB\/s": allowed is 'MB\/s'/],
  ['no bound', { unit: 'MB/s' }, /min is missing: allowed is min, max or both/],
  ['bounds that nothing lies in', { unit: 'MB/s', min: 5, max: 4 }, /min is 5: allowed is at most max, 4/],
])('limits with %s judge nothing and are refused', (_, limits, message) => {
  expect(() => within(50, limits)).toThrow(expect.objectContaining({ code: 'ConfigError', message: expect.stringMatching(message) }));
});
