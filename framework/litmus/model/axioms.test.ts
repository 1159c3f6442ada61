import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseLitmus } from '../parse/parse';
import type { LitmusTest } from '../program';
import { CoRR, CoRW2, CoWW, LB, MP, R, SB, TwoPlusTwoW } from '../shapes';
import { AXIOMS, type Axiom } from './axioms';
import { evaluate } from './evaluate';

/** By part of the model: a test that is forbidden by it, so that taking it away must make the condition reachable. */
const DEPENDS: Readonly<Record<Axiom, LitmusTest>> = {
  internal: CoWW.with('po'),
  atomic: file('atomic'),
  external: SB.with('dmb.sy', 'dmb.sy'),
  rfe: LB.with('data', 'data'),
  coe: TwoPlusTwoW.with('dmb.st', 'dmb.st'),
  fre: SB.with('dmb.sy', 'dmb.sy'),
  haz: CoRR.with('po'),
  lws: file('lws'),
  'dob.addr': MP.with('dmb.sy', 'addr'),
  'dob.data': LB.with('data', 'dmb.sy'),
  'dob.ctrl': LB.with('ctrl', 'dmb.sy'),
  'dob.addr-po': file('dob.addr-po'),
  'dob.lrs': file('dob.lrs'),
  'aob.rmw': file('aob.rmw'),
  'aob.lrs': file('aob.lrs'),
  'bob.full': R.with('dmb.st', 'dmb.sy'),
  'bob.ld': MP.with('dmb.sy', 'dmb.ld'),
  'bob.st': MP.with('dmb.st', 'dmb.sy'),
  'bob.amo': file('bob.amo'),
  'bob.release-acquire': SB.with('pola', 'dmb.sy'),
  'bob.acquire': MP.with('dmb.sy', 'poap'),
  'bob.release': MP.with('popl', 'dmb.sy'),
  ifb: MP.with('dmb.sy', 'ctrlisb'),
  'pick.addr': file('pick.addr'),
  'pick.data': file('pick.data'),
  'pick.ctrl': file('pick.ctrl'),
  'pick.addr-po': file('pick.addr-po'),
  'pick.lob': file('pick.lob'),
};

/** Among accesses of one width `haz` follows from `internal` and `fre`: it shows only when `internal` does not count. */
const GIVEN: Partial<Record<Axiom, readonly Axiom[]>> = { haz: ['internal'] };

test.each(AXIOMS)('without %s a forbidden outcome would be allowed', (axiom) => {
  const given = GIVEN[axiom] ?? [];
  const whole = evaluate(DEPENDS[axiom], { domain: 'inner', without: new Set(given) });
  const lacking = evaluate(DEPENDS[axiom], { domain: 'inner', without: new Set([...given, axiom]) });
  expect([whole.verdict, lacking.verdict]).toEqual(['Forbidden', 'Allowed']);
  expect(lacking.states).toEqual(expect.arrayContaining([...whole.states]));
});

test('two stores to one location and a load between them keep their order without any barrier', () => {
  expect(evaluate(CoRW2.with('po'), { domain: 'inner' }).verdict).toBe('Forbidden');
});

function file(name: string): LitmusTest {
  return parseLitmus(readFileSync(join(__dirname, '..', 'test', 'axioms', `${name}.litmus`), 'utf8'), { file: name });
}
