import { expect, test } from '@jest/globals';
import type { LineOf } from '../../framework/record/schema';
import { counterLines } from './counters';

const minute = (over: Partial<LineOf<'counters'>>): LineOf<'counters'> => ({
  ...{ schema: 1, board: 'sim', seq: 0, t: 0, type: 'counters', what: 'endurance', minute: 1, seconds: 60, counts: {} },
  ...over,
});

test('the minutes of a procedure are shown as one line: in how long, how much in all and a minute', () => {
  const lines = [minute({ counts: { pieces: 100, bytes: 5 } }), minute({ minute: 2, seconds: 30, counts: { pieces: 80 } })];
  expect(counterLines(lines, true)).toEqual([
    'endurance, 90.0 s [emulated]  in all  a minute',
    'pieces                           180       120',
    'bytes                              5         3',
  ]);
  expect(counterLines([], false)).toEqual([]);
});
