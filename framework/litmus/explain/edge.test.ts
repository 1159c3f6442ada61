import { initialWrite, type EventRef } from '../model/location';
import { ZERO } from '../model/word';
import { shortestCycle, shortestWord, type Edge } from './edge';

const events = [0, 1, 2, 3].map((index): EventRef => ({ thread: 0, index, event: initialWrite(0, ZERO) }));
const edge = (from: number, to: number, label = `${from}${to}`): Edge => {
  const [a, b] = [events[from], events[to]];
  if (!a || !b) throw new RangeError('no such event');
  return { from: a, to: b, kind: 'po', label, because: '' };
};
const labels = (edges: readonly Edge[] | undefined) => edges?.map(({ label }) => label);

test('the shortest of several cycles is found, wherever it begins', () => {
  expect(labels(shortestCycle([edge(0, 1), edge(1, 2), edge(2, 0), edge(1, 3), edge(3, 1)]))).toEqual(['13', '31']);
  expect(labels(shortestCycle([edge(0, 1), edge(1, 2), edge(2, 3)]))).toBeUndefined();
});

test('a walk that must take certain edges may be longer than the shortest cycle', () => {
  const edges = [edge(0, 1), edge(1, 0), edge(1, 2, 'wanted'), edge(2, 0)];
  const next = (place: 'without' | 'with', { label }: Edge) => [label === 'wanted' ? ('with' as const) : place];
  expect(labels(shortestWord(edges, next, 'without', ['with']))).toEqual(['01', 'wanted', '20']);
});
