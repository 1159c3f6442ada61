import { ConfigError } from '../errors/errors';
import { differences, expectedTable } from './expected-results';

const STATES = '# comment\naarch64\tMP\t2\t1:X0=0; | 1:X0=1;\narm\tMP\t1\t1:R0=0;\naarch64\tnone\t0\t\n';
const VERDICTS = 'MP\tForbidden\taarch64/MP.litmus\tdiy\nMP\tAllowed\tarm/MP.litmus\n';

test('a table of states is asked by architecture and name', () => {
  const table = expectedTable(STATES, 'states.tsv');
  expect(table.find({ arch: 'AArch64', name: 'MP' })).toEqual({ states: ['1:X0=0;', '1:X0=1;'] });
  expect(table.find({ arch: 'ARM', name: 'MP' })).toEqual({ states: ['1:R0=0;'] });
  expect(table.find({ arch: 'AArch64', name: 'none' })).toEqual({ states: [] });
  expect(table.find({ arch: 'ARM', name: 'SB' })).toBeUndefined();
});

test('a table of verdicts is asked by file, whose name alone is not enough', () => {
  const table = expectedTable(VERDICTS, 'verdicts.tsv');
  expect(table.find({ arch: 'ARM', name: 'MP', file: '/lab/arm/MP.litmus' })).toEqual({ verdict: 'Allowed' });
  expect(table.find({ arch: 'AArch64', name: 'MP', file: 'aarch64/MP.litmus' })).toEqual({ verdict: 'Forbidden' });
  expect(table.find({ arch: 'ARM', name: 'MP', file: '/lab/charm/MP.litmus' })).toBeUndefined();
});

test.each([
  ['a row of neither form', 'MP\tPerhaps\tMP.litmus\n', /t\.tsv:1: it is neither/],
  [
    'a number of states that is not that of the states',
    '\naarch64\tMP\t3\t1:X0=0; | 1:X0=1;\n',
    /t\.tsv:2: it announces 3 states and lists 2/,
  ],
])('%s is refused with its line', (_, text, what) => {
  expect(() => expectedTable(text, 't.tsv')).toThrow(what);
  expect(() => expectedTable(text, 't.tsv')).toThrow(ConfigError);
});

test('verdict, states too many and states too few are each told', () => {
  const got = { verdict: 'Allowed', states: ['a', 'b'] } as const;
  expect(differences({ verdict: 'Forbidden', states: ['b', 'c'] }, got)).toEqual([
    'verdict Allowed, expected Forbidden',
    'state not expected: a',
    'state lacking: c',
  ]);
  expect(differences({ verdict: 'Allowed', states: ['b', 'a'] }, got)).toEqual([]);
});
