import type { Cell } from '../cells';
import type { Isa } from '../code/isa';
import { forbiddenCells } from '../forbidden-cells';
import { compileThread } from '../lower/compile-thread';
import { layoutOf } from '../lower/layout';
import { corpus } from '../lower/test/corpora';
import { evaluate } from '../model/evaluate';
import { observedItems, stateTexts } from '../model/final-state';
import type { LitmusTest } from '../program';
import { finalValue, interleavings } from '../sequential/interleavings';
import { breakingMutations } from './breaking';
import { mutateThread } from './mutate-thread';
import type { Mutation } from './mutation';

/** The sides of the shipped boards. */
const BOARDS: readonly Readonly<Record<string, Isa>>[] = [
  { linux: 'aarch64', r5: 'armv7-r' },
  { linux: 'x86-64', r5: 'x86-64' },
];
const generated = [...corpus('aarch64'), ...corpus('arm')];

test('no interleaving of the threads as they are reaches a state that the model forbids', () => {
  const tests = [...BOARDS.flatMap((isas) => forbiddenCells(isas).map((cell) => cell.test)), ...generated];
  for (const test of tests) {
    const items = observedItems(test);
    const states = interleavings(test).flatMap((state) =>
      stateTexts([{ items, values: items.map((item) => ({ kind: 'int', value: finalValue(item, state) }) as const) }]),
    );
    expect(evaluate(test, { domain: 'inner' }).states).toEqual(expect.arrayContaining(states));
  }
});

test('every generated test whose condition is forbidden has a mutation that breaks it', () => {
  const forbidden = generated.filter((test) => evaluate(test, { domain: 'inner' }).verdict === 'Forbidden');
  expect(forbidden).toHaveLength(105);
  expect(forbidden.filter((test) => breakingMutations(test).length === 0).map(({ name }) => name)).toEqual([]);
});

test.each(BOARDS)('on $linux and $r5 every side can run its thread of a forbidden cell under each mutation that breaks it', (isas) => {
  for (const cell of forbiddenCells(isas)) for (const mutation of breakingMutations(cell.test)) compileBroken(cell, mutation, isas);
});

function compileBroken({ test, placement }: Cell, { kind, side }: Mutation, isas: Readonly<Record<string, Isa>>): void {
  const broken = Number(side!.slice(1));
  const mutated: LitmusTest = mutateThread(test, broken, [kind]).test;
  const layout = layoutOf(mutated, { spacing: 'apart' });
  mutated.threads.forEach((_, thread) => {
    const isa = isas[placement[thread]!]!;
    const plain = compileThread(test, thread, isa, layout);
    const code = compileThread(mutated, thread, isa, layout);
    // The broken thread alone is other code, and shows the same registers.
    expect(code.outs).toEqual(plain.outs);
    if (thread === broken) expect(code.assembly).not.toEqual(plain.assembly);
    else expect(code.assembly).toEqual(plain.assembly);
  });
}
