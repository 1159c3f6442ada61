import { expect, test } from '@jest/globals';
import { ConsoleLines } from './console-lines';

const collect = (): { lines: [string, number][]; console: ConsoleLines } => {
  const lines: [string, number][] = [];
  return { lines, console: new ConsoleLines((line, at) => lines.push([line, at])) };
};

test('a line split over chunks is whole, with the time of its first byte', () => {
  const { lines, console } = collect();
  console.push('Boot', 1);
  console.push('ing Linux\r\nnext', 2);
  console.push(' line\n', 3);
  expect(lines).toEqual([
    ['Booting Linux', 1],
    ['next line', 2],
  ]);
});

test('a side that never ends its line is cut, not buffered for ever', () => {
  const { lines, console } = collect();
  for (let i = 0; i < 10; i++) console.push('x'.repeat(1000), i);
  expect(lines.length).toBeGreaterThanOrEqual(4);
  expect(Math.max(...lines.map(([line]) => line.length))).toBe(2000);
});

test('flush emits an unfinished line once', () => {
  const { lines, console } = collect();
  console.push('login: ', 5);
  console.flush();
  console.flush();
  expect(lines).toEqual([['login: ', 5]]);
});
