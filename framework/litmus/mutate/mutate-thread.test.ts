import { listing, oneThread } from '../lower/test/one-thread';
import type { LitmusTest } from '../program';
import { CoRR, CoWW, LB, MP, SB } from '../shapes';
import { mutateThread } from './mutate-thread';
import { MUTATION_KINDS, type MutationKind } from './mutation';

/** Accesses, barriers and moves of a thread after mutations, as AArch64. */
function body(test: LitmusTest, thread: number, ...kinds: MutationKind[]): string {
  const mutated = mutateThread(test, thread, kinds).test;
  const only: LitmusTest = { ...mutated, threads: [mutated.threads[thread]!], condition: { op: 'and', terms: [] } };
  return listing('aarch64', only, { features: ['rcpc', 'lse'] })
    .filter((line) => /^(ldr|str|ldar|stlr|ldapr|dmb|dsb|isb|eor|cbnz|b|cas|ldxr|stxr)\b/.test(line))
    .map((line) => line.replace(/ .*/, ''))
    .join(' ')
    .replace(/(dmb ){16}/, 'dmb×16 ');
}

function applied(test: LitmusTest, thread: number, kind: MutationKind): boolean {
  return mutateThread(test, thread, [kind]).mutations[0]!.applied;
}

/** The stores of a thread by the values that they store, when it runs alone: of the constants in its code. */
function order(test: LitmusTest, thread: number, kind: MutationKind): string[] {
  const { instructions } = mutateThread(test, thread, [kind]).test.threads[thread]!;
  return instructions.flatMap((each) => (each.op === 'load' || each.op === 'store' ? [each.text.replace(/\d+/g, '')] : []));
}

test('dropped barriers leave everything else', () => {
  expect(body(MP.with('dmb.sy', 'dmb.sy'), 0, 'drop-barriers')).toBe('str str');
  expect(body(MP.with('dmb.sy', 'ctrlisb'), 1, 'drop-barriers')).toBe('ldr cbnz ldr');
});

test('weakened accesses are plain, exclusive and atomic ones stay so', () => {
  expect(body(SB.with('pola', 'pola'), 0, 'weaken')).toBe('str ldr');
  expect(body(oneThread(['LDAXR W0,[X1]', 'STLXR W2,W4,[X1]', 'CASAL W5,W6,[X3]']), 0, 'weaken')).toBe('ldxr stxr cas');
});

test('dropped dependencies leave the accesses, with constants in place of what they depended on', () => {
  expect(body(MP.with('dmb.sy', 'addr'), 1)).toBe('ldr eor ldr');
  expect(body(MP.with('dmb.sy', 'addr'), 1, 'drop-dependencies')).toBe('ldr ldr');
  expect(body(LB.with('data', 'ctrl'), 0, 'drop-dependencies')).toBe('ldr str');
  expect(body(LB.with('data', 'ctrl'), 1, 'drop-dependencies')).toBe('ldr str');
});

test('a value that really depends on what was read is no dependency to drop', () => {
  const copied = oneThread(['LDR W0,[X1]', 'ADD W2,W0,#1', 'STR W2,[X3]']);
  expect(applied(copied, 0, 'drop-dependencies')).toBe(false);
});

test('swapped stores stand the other way round, with barriers between them, above the one that kept them', () => {
  expect(body(MP.with('dmb.sy', 'dmb.sy'), 0, 'swap-stores')).toBe('str dmb×16 str dmb');
  const { instructions } = mutateThread(CoWW.with('po'), 0, ['swap-stores']).test.threads[0]!;
  expect(instructions.flatMap((each) => (each.op === 'store' ? [each.src] : []))[0]).toEqual({ kind: 'imm', value: 2n });
});

test('a swapped load keeps its value until its place comes', () => {
  const loads = oneThread(['LDR W0,[X1]', 'ADD W0,W0,#1', 'LDR W0,[X3]', 'ADD W0,W0,#2']);
  const { instructions } = mutateThread(loads, 0, ['swap-loads']).test.threads[0]!;
  expect(instructions.map(({ op, text }) => `${op} ${text}`)).toEqual([
    'load LDR W0,[X3]',
    ...Array.from({ length: 16 }, () => 'barrier DMB SY'),
    'load LDR W0,[X1]',
    'alu ADD W0,W0,#1',
    'move LDR W0,[X3]',
    'alu ADD W0,W0,#2',
  ]);
});

test.each(['addr', 'data', 'ctrl'] as const)(
  'a store that only seems to depend on a load by %s is performed before it all the same',
  (edge) => {
    expect(order(LB.with(edge, 'po'), 0, 'late-load')[0]).toMatch(/^STR/);
  },
);

test('a store of what was read cannot be performed before the reading', () => {
  const copied = oneThread(['LDR W0,[X1]', 'STR W0,[X3]', 'MOV W5,#1', 'STR W5,[X1]']);
  expect(applied(copied, 0, 'late-load')).toBe(false);
});

test('a stale load is performed before the store above it, or before the load of the same location', () => {
  expect(body(SB.with('dmb.sy', 'dmb.sy'), 0, 'stale-load')).toBe('ldr dmb×16 str dmb');
  expect(applied(CoRR.with('po'), 1, 'stale-load')).toBe(true);
  expect(applied(MP.with('po', 'po'), 1, 'stale-load')).toBe(false);
});

test('an access that a branch may leave out is not moved', () => {
  const skipped = oneThread(['LDR W0,[X1]', 'CBZ W0,L0', 'STR W2,[X3]', 'L0:']);
  expect(applied(skipped, 0, 'late-load')).toBe(false);
  const beside = oneThread(['LDR W0,[X1]', 'CBZ W0,L0', 'NOP', 'L0:', 'STR W2,[X3]']);
  expect(applied(beside, 0, 'late-load')).toBe(true);
});

test('exclusive and atomic accesses stay where they are', () => {
  const exclusive = oneThread(['LDXR W0,[X1]', 'STXR W2,W4,[X1]', 'CAS W5,W6,[X3]']);
  for (const kind of ['swap-stores', 'swap-loads', 'late-load', 'stale-load'] as const) expect(applied(exclusive, 0, kind)).toBe(false);
});

test('a mutation that has nothing to change gives the same test and says so', () => {
  const test = oneThread(['NOP']);
  const mutated = mutateThread(test, 0, MUTATION_KINDS);
  expect(mutated.test).toBe(test);
  expect(mutated.mutations.map(({ applied }) => applied)).toEqual(MUTATION_KINDS.map(() => false));
});

test('other threads are left alone', () => {
  const test = MP.with('dmb.sy', 'dmb.sy');
  expect(mutateThread(test, 0, ['drop-barriers']).test.threads[1]).toBe(test.threads[1]);
});
