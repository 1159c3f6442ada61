import type { Outcome } from '../../peer/loaded-thread';
import { mergeOutcomes } from './histogram';

const stateOf = (words: readonly number[]): string => `0:X0=${words[0]}; 1:X0=${words[1]};`;
const outcome = (words: number[], count: bigint, first: bigint): Outcome => ({ words, count, first });

test('the parts of two sides add up by state, with the earliest iteration, in the order of the states', () => {
  const parts = [[outcome([1, 0], 3n, 40n), outcome([0, 1], 2n, 0n)], [outcome([1, 0], 4n, 7n)]];
  const states = [
    { state: '0:X0=0; 1:X0=1;', count: 2, first: 0 },
    { state: '0:X0=1; 1:X0=0;', count: 7, first: 7 },
  ];
  expect(mergeOutcomes(parts, stateOf, 9)).toEqual({ states, filtered: 0 });
});

test('outcomes that the filter leaves out are counted, and are no states', () => {
  const parts = [[outcome([1, 0], 3n, 40n), outcome([0, 1], 2n, 0n)]];
  const filtered = mergeOutcomes(parts, (words) => (words[0] === 0 ? undefined : stateOf(words)), 5);
  expect(filtered).toEqual({ states: [{ state: '0:X0=1; 1:X0=0;', count: 3, first: 40 }], filtered: 2 });
});

test('outcomes that do not add up to the iterations are an error, not a result', () => {
  expect(() => mergeOutcomes([[outcome([1, 0], 3n, 0n)], []], stateOf, 4)).toThrow(/3 outcomes of 4 iterations/);
});
