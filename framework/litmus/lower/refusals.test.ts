import { NotExpressible } from '../../errors/errors';
import type { Isa } from '../code/isa';
import type { Arch, LitmusTest } from '../program';
import type { Feature } from './backend';
import { listing, oneThread } from './test/one-thread';

interface Refused {
  readonly isa: Isa;
  readonly lines: readonly string[];
  readonly arch?: Arch;
  readonly init?: string;
  readonly condition?: string;
  readonly reason: string;
  /** The refused instruction: the last by default; none when it is the thread as a whole. */
  readonly at?: number | 'thread';
}

const REFUSED: readonly Refused[] = [
  { isa: 'armv7-r', lines: ['LDAR W0,[X1]'], reason: 'ARMv7 has no acquire load' },
  { isa: 'armv7-r', lines: ['LDAPR W0,[X1]'], reason: 'ARMv7 has no acquire load' },
  { isa: 'armv7-r', lines: ['STLR W0,[X1]'], reason: 'ARMv7 has no release store' },
  { isa: 'armv7-r', lines: ['DMB LD'], reason: 'ARMv7 has no barrier of loads alone' },
  { isa: 'armv7-r', lines: ['DSB ISHLD'], reason: 'ARMv7 has no barrier of loads alone' },
  { isa: 'armv7-r', lines: ['SWP W0,W2,[X1]'], reason: 'ARMv7 has no single-instruction atomic access' },
  { isa: 'armv7-r', lines: ['LDR X0,[X1]'], reason: 'a 64-bit access is not single-copy atomic there' },
  { isa: 'armv7-r', lines: ['LDR W0,[X1]', 'CBNZ X0,L0', 'L0:'], at: 1, reason: 'its registers have 32 bits, this compares 64' },
  { isa: 'armv7-r', lines: ['LDR W0,[X1]', 'LSR X0,X0,#1'], reason: 'its registers have 32 bits, this shifts 64' },
  { isa: 'x86-64', lines: ['LDXR W0,[X1]'], reason: 'x86-64 has no exclusive accesses' },
  { isa: 'x86-64', lines: ['STXR W0,W2,[X1]'], reason: 'x86-64 has no exclusive accesses' },
  { isa: 'aarch64', lines: ['LDAPR W0,[X1]'], reason: 'LDAPR needs Armv8.3 (rcpc), which this core is not known to have' },
  { isa: 'aarch64', lines: ['CAS W0,W2,[X1]'], reason: 'CAS, SWP and LDADD need Armv8.1 (lse), which this core is not known to have' },
  {
    isa: 'aarch64',
    lines: ['LDR W0,[X1]', 'LDR W2,[X1,W0,SXTW]'],
    init: '0:X1=x; x=1;',
    reason: 'it may reach outside of the locations of the test',
  },
  { isa: 'x86-64', lines: ['LDR W0,[X1,#4]'], reason: 'it may reach outside of the locations of the test' },
  { isa: 'x86-64', lines: ['LDR W0,[X2]'], reason: 'it may reach outside of the locations of the test' },
  { isa: 'x86-64', lines: ['ADD W0,W1,#0', 'LDR W2,[X0]'], at: 0, reason: 'arithmetic of 32 bits on an address' },
  { isa: 'x86-64', lines: ['STR X1,[X3]'], reason: 'it stores the address of a location, which differs from side to side' },
  {
    isa: 'x86-64',
    lines: ['NOP'],
    init: 'x=y;',
    at: 'thread',
    reason: 'location x holds the address of a location, which differs from side to side',
  },
  {
    isa: 'x86-64',
    lines: ['MOV X0,X1'],
    condition: 'exists (0:X0=1)',
    at: 'thread',
    reason: 'register 0:X0 holds an address, which differs from side to side',
  },
  { isa: 'x86-64', lines: ['B.EQ L0', 'L0:'], at: 0, reason: 'no comparison before it sets the flags' },
];

function refusal(isa: Isa, test: LitmusTest, features: readonly Feature[] = []): NotExpressible {
  try {
    listing(isa, test, { features });
  } catch (error) {
    if (error instanceof NotExpressible) return error;
    throw error;
  }
  throw new Error('it was compiled');
}

test.each(REFUSED.map((each) => [each.lines.join('; '), each.isa, each] as const))("'%s' is refused on %s", (_lines, _isa, refused) => {
  const { isa, lines, reason, at = lines.length - 1, ...options } = refused;
  const error = refusal(isa, oneThread(lines, options));
  // The table's first row is line 4.
  const where = at === 'thread' ? {} : { instruction: lines[at], line: 4 + at };
  expect(error.code).toBe('NotExpressible');
  expect(error.detail).toEqual({ isa, reason, ...where });
});

test('a thread with more values than registers is refused as a whole', () => {
  const loads = Array.from({ length: 12 }, (_, i) => `LDR W${5 + i},[X1]`);
  expect(refusal('armv7-r', oneThread(loads)).detail).toEqual({
    isa: 'armv7-r',
    reason: 'thread 0 needs 13 registers and more, 12 can be had',
  });
});

test('a loop is refused where a built test has one', () => {
  const test = oneThread(['L0:', 'LDR W0,[X1]', 'NOP']);
  const [thread] = test.threads;
  const back = { op: 'branch', target: 'L0', text: 'B L0' } as const;
  const looping: LitmusTest = { ...test, threads: [{ ...thread!, instructions: [...thread!.instructions, back] }] };
  expect(refusal('aarch64', looping).detail).toEqual({
    isa: 'aarch64',
    instruction: 'B L0',
    reason: 'it branches backwards, and a loop may not end',
  });
});
