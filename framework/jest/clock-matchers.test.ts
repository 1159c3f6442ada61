import { expect, test } from '@jest/globals';
import { clockMatchers } from './clock-matchers';

const judge = (least: number, most: number): { pass: boolean; text: string } => {
  const { pass, message } = clockMatchers.toKeepTime({
    of: 'r5',
    against: 'linux',
    least,
    most,
    stretch: 0.1,
    samples: 3,
    failure: undefined,
  });
  return { pass, text: message() };
};

test('clocks of one rate agree, also where a loaded machine leaves much room between the bounds', () => {
  expect(judge(0.999, 1.001).pass).toBe(true);
  expect(judge(0.3, 4).pass).toBe(true);
});

test.each([
  ['slow', 0.66, 0.67],
  ['fast', 1.49, 1.6],
])('a clock that is too %s is refused with both bounds and the likely cause', (_, least, most) => {
  const { pass, text } = judge(least, most);
  expect(pass).toBe(false);
  expect(text).toMatch(new RegExp(`the clock of r5 counts ${least.toFixed(3)} to ${most.toFixed(3)} s to a second of linux.*likely cause`));
});

test('clocks that could not be compared do not agree, and the reason is told', () => {
  const run = { of: 'r5', against: 'linux', least: NaN, most: NaN, stretch: NaN, samples: 3, failure: 'a hand-off ended early' };
  const { pass, message } = clockMatchers.toKeepTime(run);
  expect(pass).toBe(false);
  expect(message()).toBe('the clocks of r5 and linux could not be compared: a hand-off ended early');
});
