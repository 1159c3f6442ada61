import { allPlacements, parsePlacement, placementMap, placementsOf, placementText } from './placement';

const peers = ['linux', 'r5'];

test('two threads on two peers have two placements, and their texts are read back', () => {
  const placements = placementsOf(2, peers);
  expect(placements.map(placementText)).toEqual(['P0=linux,P1=r5', 'P0=r5,P1=linux']);
  for (const placement of placements) expect(parsePlacement(placementText(placement), 2, peers)).toEqual(placement);
  expect(placementMap(placements[1]!)).toEqual({ P0: 'r5', P1: 'linux' });
});

test('one thread may run on either peer, and two threads on three peers have six placements', () => {
  expect(placementsOf(1, peers)).toEqual([['linux'], ['r5']]);
  expect(allPlacements(2, ['linux', 'r5', 'r5-1'])).toHaveLength(6);
});

test('a test with more threads than the board has peers is refused with both numbers', () => {
  expect(() => placementsOf(3, peers)).toThrow(/3 threads .* the board has 2: linux, r5/);
});

test.each([
  ['P0=linux', /P1 has no peer/],
  ['P0=linux,P1=linux', /'linux' would run two threads/],
  ['P0=linux,P0=r5', /P0 is named twice/],
  ['P0=linux,P2=r5', /no thread P2, only P0 to P1/],
  ['P0=linux,P1=gpu', /no peer 'gpu'/],
  ['linux,r5', /'linux' is not of the form P0=PEER/],
  ['', /'' is not of the form/],
])('the map %j is refused with the reason and an example', (text, reason) => {
  expect(() => parsePlacement(text, 2, peers)).toThrow(reason);
  expect(() => parsePlacement(text, 2, peers)).toThrow(/e\.g\. P0=linux,P1=r5/);
});
