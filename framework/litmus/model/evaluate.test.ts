import { LitmusError } from '../../errors/errors';
import { parseLitmus } from '../parse/parse';
import { evaluate, type ModelResult } from './evaluate';
import { prepareTest } from './prepare';
import { searchAllowed } from './search';

/** Threads of AArch64 code, addresses of x, y, z in X1, X3, X5 of each. */
function judge(threads: readonly string[], condition: string, init = ''): ModelResult {
  return evaluate(parse(threads, condition, init), { domain: 'inner' });
}

function parse(threads: readonly string[], condition: string, init = '') {
  const code = threads.map((thread) => thread.split(';').map((line) => line.trim()));
  const rows = Array.from({ length: Math.max(...code.map(({ length }) => length)) }, (_, at) =>
    code.map((lines) => lines[at] ?? '').join(' | '),
  );
  const addresses = threads.map((_, t) => `${t}:X1=x; ${t}:X3=y; ${t}:X5=z;`).join('\n');
  const header = threads.map((_, t) => `P${t}`).join(' | ');
  return parseLitmus(
    `AArch64 test\n{\n${addresses}\n${init}\n}\n${[header, ...rows].map((row) => `${row} ;`).join('\n')}\n${condition}\n`,
    { file: 'test' },
  );
}

test('two threads that add to one location never lose an addition', () => {
  const { states } = judge(['MOV W0,#1; LDADD W0,W2,[X1]', 'MOV W0,#1; LDADD W0,W2,[X1]'], 'exists ([x]=2 /\\ 0:X2=0 /\\ 1:X2=1)');
  expect(states).toEqual(['0:X2=0; 1:X2=1; [x]=2;', '0:X2=1; 1:X2=0; [x]=2;']);
});

test('a store-exclusive without its load, or after one of another location, fails', () => {
  expect(judge(['MOV W0,#1; STXR W2,W0,[X1]'], 'exists (0:X2=0)').states).toEqual(['0:X2=1;']);
  expect(judge(['LDXR W4,[X3]; MOV W0,#1; STXR W2,W0,[X1]'], 'exists (0:X2=0)').states).toEqual(['0:X2=1;']);
  expect(judge(['LDXR W4,[X1]; MOV W0,#1; STXR W2,W0,[X1]; STXR W6,W0,[X1]'], 'exists (0:X2=0 /\\ 0:X6=0)').states).toEqual([
    '0:X2=0; 0:X6=1;',
    '0:X2=1; 0:X6=1;',
  ]);
});

test('a compare-and-swap stores where it compares equal, and gives the old value either way', () => {
  const cas = (old: number) => judge([`MOV W0,#${old}; MOV W2,#7; CAS W0,W2,[X1]`], 'exists (0:X0=3 /\\ [x]=7)', 'x=3;').states;
  expect([cas(3), cas(4)]).toEqual([['0:X0=3; [x]=7;'], ['0:X0=3; [x]=3;']]);
});

test('a compare-and-swap that compares equal need not wait for memory to give its result; one that does not compare equal must', () => {
  const writer = 'MOV W0,#1; STR W0,[X1]; DMB SY; STR W0,[X3]';
  const cas = (old: number) => `MOV W0,#${old}; CAS W0,W6,[X3]; EOR W4,W0,W0; LDR W2,[X1,W4,SXTW]`;
  const verdict = (old: number) => judge([writer, cas(old)], 'exists (1:X0=1 /\\ 1:X2=0)').verdict;
  expect([verdict(1), verdict(2)]).toEqual(['Allowed', 'Forbidden']);
});

test('the status of a store-exclusive carries no dependency', () => {
  const writer = 'MOV W0,#1; STR W0,[X1]; DMB SY; STR W0,[X3]';
  const reader = 'LDXR W0,[X3]; STXR W6,W0,[X3]; EOR W4,W6,W6; LDR W2,[X1,W4,SXTW]';
  expect(judge([writer, reader], 'exists (1:X0=1 /\\ 1:X6=0 /\\ 1:X2=0)').verdict).toBe('Allowed');
});

test('a load whose result an atomic discards is ordered by no load barrier and no acquire', () => {
  const writer = 'MOV W0,#1; STR W0,[X1]; DMB SY; STR W0,[X3]';
  const reader = (swap: string) => `MOV W4,#2; ${swap},[X3]; DMB LD; LDR W2,[X1]`;
  const verdict = (swap: string) => judge([writer, reader(swap)], 'exists ([y]=2 /\\ 1:X2=0)').verdict;
  expect([verdict('SWP W4,WZR'), verdict('SWPA W4,WZR')]).toEqual(['Allowed', 'Allowed']);
});

test('a branch decides which stores there are', () => {
  const { states } = judge(['LDR W0,[X1]; CBZ W0,L; MOV W2,#5; STR W2,[X3]; L:', 'MOV W0,#1; STR W0,[X1]'], 'exists (0:X0=1 /\\ [y]=5)');
  expect(states).toEqual(['0:X0=0; [y]=0;', '0:X0=1; [y]=5;']);
});

test('an address read from memory is followed to its location', () => {
  const { states } = judge(['LDR X0,[X1]; LDR W2,[X0]'], 'exists (0:X2=4)', 'x=y; y=4;');
  expect(states).toEqual(['0:X2=4;']);
});

test('64-bit values are kept whole, 32-bit accesses take the low half', () => {
  expect(judge(['MOV X0,#1; LSL X0,X0,#32; ADD X0,X0,#5; STR X0,[X1]'], 'exists ([x]=5)').states).toEqual(['[x]=4294967301;']);
  expect(judge(['MOV X0,#1; LSL X0,X0,#32; ADD X0,X0,#5; STR W0,[X1]'], 'exists ([x]=5)').states).toEqual(['[x]=5;']);
});

test.each([
  { what: 'an access beside a location', threads: ['LDR W0,[X1,#4]'], names: /LDR W0,\[X1,#4\].*x\+4, which is no location/ },
  { what: 'an address cut in half', threads: ['MOV W0,W1'], names: /MOV W0,W1.*half of an address/ },
  { what: 'an address with bits masked', threads: ['AND X0,X1,#7'], names: /AND X0,X1,#7.*and of an address/ },
  { what: 'an order of two addresses', threads: ['CMP X1,X3; B.LO L; L:'], names: /B\.LO.*order of addresses/ },
  { what: 'one location with two widths', threads: ['STR W0,[X1]; LDR X2,[X1]'], names: /x is accessed with 32 and with 64 bits/ },
])('$what is refused by name', ({ threads, names }) => {
  const judged = (): ModelResult => judge(threads, 'exists (0:X0=0)');
  expect(judged).toThrow(names);
  expect(judged).toThrow(LitmusError);
});

test('what cannot be said does not matter on a way that no allowed execution takes', () => {
  const { verdict } = judge(['LDR W0,[X1]; CBZ W0,L; LDR W2,[X1,#4]; L:', 'MOV W0,#0; STR W0,[X1]'], 'exists (0:X0=0)');
  expect(verdict).toBe('Allowed');
});

test('a test that explodes is refused with its name and the limit', () => {
  const many = Array.from({ length: 8 }, (_, i) => `MOV W0,#${i + 1}; STR W0,[X1]`).join('; ');
  expect(() => judge([many, many, many], 'exists ([x]=1)')).toThrow(/^test: more than \d+ steps of search/);
  const reads = Array.from({ length: 12 }, (_, i) => `LDR W${i + 6},[X1]`).join('; ');
  expect(() => judge([reads, many], 'exists ([x]=1)')).toThrow(/^test: more than \d+ ways through P0/);
  expect(() => judge([Array.from({ length: 40 }, () => 'STR W0,[X1]').join('; ')], 'exists ([x]=0)')).toThrow(
    /^test: P0 makes more than 31 memory accesses/,
  );
});

test('the limit of steps holds for each test by itself', () => {
  const prepared = prepareTest(parse(['STR W0,[X1]', 'LDR W0,[X1]'], 'exists ([x]=0)'), { domain: 'inner', mostSteps: 2 });
  const visitor = { observed: new Set<number>(), wants: () => true, wantsFinal: () => true, allowed: () => undefined };
  expect(() => searchAllowed(prepared, visitor)).toThrow(/more than 2 steps/);
});
