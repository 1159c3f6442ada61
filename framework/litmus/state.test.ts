import { parseLitmus } from './parse/parse';
import type { Observed, Value } from './program';
import { judgedItems, observedItems, observedName, satisfies, stateText, type Valuation } from './state';

function read(tail: string) {
  return parseLitmus(`AArch64 T\n{ x=0; y=0; 0:X1=x; }\n P0 | P1 ;\n LDR W%s,[X1] | NOP ;\n${tail}`);
}

function valuation(values: Readonly<Record<string, Value>>): Valuation {
  return (item: Observed) => values[observedName(item)];
}

const int = (value: bigint): Value => ({ kind: 'int', value });

test('items come once, registers by thread and number, symbolic ones after them, locations last', () => {
  const test = read('locations [y; 0:%s; 0:X10;]\nexists (x=1 /\\ 1:X0=0 \\/ 0:X10=1 /\\ 0:X2=1)');
  expect(observedItems(test).map(observedName)).toEqual(['0:X2', '0:X10', '0:%s', '1:X0', '[x]', '[y]']);
});

test('the filter is judged by, not shown', () => {
  const test = read('filter (0:X5=1)\nexists (x=1)');
  expect(observedItems(test).map(observedName)).toEqual(['[x]']);
  expect(judgedItems(test).map(observedName)).toEqual(['0:X5', '[x]']);
});

test('the text of a state', () => {
  const items = observedItems(read('exists (x=1 /\\ 1:X0=y)'));
  expect(stateText(items, valuation({ '[x]': int(-1n), '1:X0': { kind: 'address', location: 'y' } }))).toBe('1:X0=y; [x]=-1;');
});

test.each<[string, boolean]>([
  ['x=1', true],
  ['x=2', false],
  ['~x=2', true],
  ['x=1 /\\ y=0', false],
  ['x=2 \\/ y=-1', true],
  ['y=0xffffffffffffffff', true],
  ['x=2 => y=0', true],
  ['x=1 => y=0', false],
  ['1:X0=x', true],
  ['1:X0=y', false],
  ['1:X0=0', false],
  ['0:X7=0', false],
  ['true', true],
  ['false', false],
])('%s of [x]=1, [y]=-1, 1:X0=x is %s', (condition, holds) => {
  const state = valuation({ '[x]': int(1n), '[y]': int(-1n), '1:X0': { kind: 'address', location: 'x' } });
  expect(satisfies(read(`exists (${condition})`).condition, state)).toBe(holds);
});

test('a negative number is also what 32 bits hold of it', () => {
  const state = valuation({ '[x]': int(0xffff_ffffn), '[y]': int(1n) });
  const holds = ['x=-1', 'x=-2', 'y=0x100000001'].map((condition) => satisfies(read(`exists (${condition})`).condition, state));
  expect(holds).toEqual([true, false, false]);
});
