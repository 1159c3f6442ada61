import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluate } from '../model/evaluate';
import { parseLitmus } from '../parse/parse';
import { CoRR, MP, SB, S } from '../shapes';
import { explain } from './explain';
import type { Explanation } from './explanation';
import { explanationText } from './words';

const inner = { domain: 'inner' } as const;

/** Labels of the cycle, from its first event on. */
function labels(explanation: Explanation): string[] {
  return explanation.kind === 'forbidden' ? explanation.graph.cycle.map(({ label }) => label) : [];
}

function file(folder: string, name: string) {
  const path = join(__dirname, '..', 'test', folder, `${name}.litmus`);
  return parseLitmus(readFileSync(path, 'utf8'), { file: path });
}

test('message passing with barrier and dependency: the cycle in the order of its events, each step with its reason', () => {
  expect(explanationText(explain(MP.with('dmb.st', 'addr'), inner, '1:X0=1; 1:X2=0;')).split('\n')).toEqual([
    'MP+dmb.st+addr: 1:X0=1; 1:X2=0;',
    'forbidden: the model demands that what the threads see of each other fits one order (external: ordered-before has no cycle).',
    '  initially x=0 y=0',
    '  a: P0  STR W20,[X19]          writes x=1',
    '  b: P0  STR W21,[X18]          writes y=1',
    '  c: P1  LDR W0,[X19]           reads y=1',
    '  d: P1  LDR W2,[X18,W20,SXTW]  reads x=0',
    '  d before a: d reads a value that a overwrites later  [fr]',
    '  a before b: DMB ST stands between them and a is a store  [bob(dmb st)]',
    '  b before c: c reads what b writes  [rf]',
    '  c before d: the address of d is computed from what c reads  [dob(addr)]',
    '  so d would be before itself.',
  ]);
});

test('an allowed state: one execution that has it, and what each load reads', () => {
  const text = explanationText(explain(SB.with('po', 'po'), inner, '0:X2=0; 1:X2=1;'));
  expect(text).toMatch(/^SB: 0:X2=0; 1:X2=1;\nallowed, by this execution:/);
  expect(text).toMatch(/d reads what a writes {2}\[rf\]/);
  expect(text).toMatch(/b reads the initial value {2}\[rf\]/);
});

test('a load that goes back in time breaks the order of one location', () => {
  const explanation = explain(CoRR.with('po'), inner, '1:X0=1; 1:X2=0');
  expect([explanation.kind === 'forbidden' && explanation.axiom, labels(explanation).sort()]).toEqual(['internal', ['fr', 'po-loc', 'rf']]);
});

test('a store into the middle of an atomic update is named so', () => {
  const explanation = explain(file('axioms', 'atomic'), inner, '1:X0=0; 1:X3=0; [x]=2');
  expect([explanation.kind === 'forbidden' && explanation.axiom, labels(explanation)]).toEqual(['atomic', ['fr', 'co', 'rmw']]);
});

test('ARMv7 with three observers: the barrier through which a store must have become visible', () => {
  const explanation = explain(file('corpus/arm-3', 'WRC+dmb+addr'), inner, '1:R0=1; 2:R0=1; 2:R2=0');
  expect(explanation.kind === 'forbidden' && explanation.axiom).toBe('propagation');
  expect(labels(explanation).sort()).toEqual(['fence(dmb)', 'fr', 'ppo', 'rf', 'rf']);
});

test('of several forbidden executions with the state the one with the shortest cycle is shown', () => {
  // Either order of the stores to v is forbidden: one by ISA2's cycle through three threads, the other by a shorter one through v, too.
  const isa2 = parseLitmus(`AArch64 ISA2+v
{
0:X1=x; 0:X3=y; 0:X7=v;
1:X1=y; 1:X3=z; 1:X7=v;
2:X1=z; 2:X3=x;
}
 P0          | P1          | P2          ;
 MOV W0,#1   | LDR W0,[X1] | LDR W0,[X1] ;
 STR W0,[X7] | DMB SY      | DMB SY      ;
 DMB SY      | MOV W2,#1   | LDR W2,[X3] ;
 STR W0,[X1] | STR W2,[X3] |             ;
 DMB SY      | DMB SY      |             ;
 STR W0,[X3] | MOV W4,#2   |             ;
             | STR W4,[X7] |             ;
exists (1:X0=1 /\\ 2:X0=1 /\\ 2:X2=0)
`);
  const explanation = explain(isa2, inner, '1:X0=1; 2:X0=1; 2:X2=0');
  expect(explanation).toMatchObject({ kind: 'forbidden', executions: 2 });
  expect(labels(explanation).sort()).toEqual(['bob(dmb sy)', 'bob(dmb sy)', 'co', 'rf']);
});

test('barriers that the domain leaves out are named', () => {
  const { kind, notes } = explain(MP.with('dmb.ish', 'dmb.sy'), { domain: 'amp' }, '1:X0=1; 1:X2=0');
  expect([kind, notes]).toEqual([
    'allowed',
    ['DMB ISH of P0 orders nothing here: the other side lies outside its shareability domain (--domain amp)'],
  ]);
});

test('a value that nobody writes, and values that go together in no run, have no cycle', () => {
  expect(explain(MP.with('po', 'po'), inner, '1:X0=7')).toMatchObject({ kind: 'unreachable', reason: '1:X0 never is 7' });
  expect(explain(S.with('po', 'po'), inner, '[x]=5')).toMatchObject({ kind: 'unreachable', reason: '[x] never is 5' });
});

test.each([
  ['1:X0', /'1:X0' is not of the form/],
  ['3:X0=1', /there is no P3/],
  ['[q]=1', /there is no location q/],
  [' ', /it names nothing/],
])('a state written as %j is refused, with the names that there are', (text, what) => {
  expect(() => explain(MP.with('po', 'po'), inner, text)).toThrow(what);
  expect(() => explain(MP.with('po', 'po'), inner, text)).toThrow(/1:X0=…; 1:X2=…;/);
});

test('every state of every test of two threads is explained as what the model says it is, each cycle closing on itself', () => {
  const wrong: string[] = [];
  for (const folder of ['aarch64', 'arm'])
    for (const name of readdirSync(join(__dirname, '..', 'test', 'corpus', folder))) {
      const test = file(`corpus/${folder}`, name.replace(/\.litmus$/, ''));
      const { states } = evaluate(test, inner);
      for (const state of allStates(states)) {
        const explanation = explain(test, inner, state);
        const allowed = states.includes(state);
        if ((explanation.kind === 'allowed') !== allowed) wrong.push(`${name} ${state}: ${explanation.kind}`);
        if (explanation.kind !== 'forbidden') continue;
        const { cycle } = explanation.graph;
        if (cycle.length < 2 || cycle.some(({ to }, at) => to !== cycle[(at + 1) % cycle.length]?.from))
          wrong.push(`${name} ${state}: no cycle`);
      }
    }
  expect(wrong).toEqual([]);
});

/** All combinations of the values that occur in some state. */
function allStates(states: readonly string[]): string[] {
  const columns: string[][] = [];
  for (const state of states)
    state.split(' ').forEach((part, at) => ((columns[at] ??= []).includes(part) ? undefined : columns[at]?.push(part)));
  return columns.reduce<string[]>(
    (all, column) => all.flatMap((begun) => column.map((part) => (begun === '' ? part : `${begun} ${part}`))),
    [''],
  );
}
