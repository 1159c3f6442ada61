import { LitmusError } from '../../errors/errors';
import type { LitmusTest } from '../program';
import { parseLitmus } from './parse';

const AARCH64 = (rows: string, condition = 'exists (0:X0=1)', init = '0:X1=x; 0:X3=y;'): string =>
  `AArch64 T\n{\n${init}\n}\n P0 ;\n${rows}\n${condition}\n`;
const ARM = (rows: string): string => `ARM T\n{\n%x=x;\n}\n P0 ;\n LDR R0,[%x] ;\n${rows}\nexists (0:R0=1)\n`;

function operations(text: string): unknown[] {
  return parseLitmus(text).threads[0]!.instructions.map(({ text: _t, line: _l, ...rest }) => rest);
}

function refusal(text: string): LitmusError {
  try {
    parseLitmus(text, { file: 'T.litmus' });
  } catch (error) {
    expect(error).toBeInstanceOf(LitmusError);
    return error as LitmusError;
  }
  throw new Error(`read without an error:\n${text}`);
}

const REG = (reg: string) => ({ kind: 'reg', reg });
const IMM = (value: bigint) => ({ kind: 'imm', value });
const AT_X1 = { base: 'X1', offset: IMM(0n) };

test.each([
  ['LDR W0,[X1]', { op: 'load', dst: 'X0', address: AT_X1, size: 32, order: 'plain', exclusive: false }],
  ['LDR X0,[X1,#8]', { op: 'load', dst: 'X0', address: { base: 'X1', offset: IMM(8n) }, size: 64, order: 'plain', exclusive: false }],
  ['LDR W0,[X1,X2]', { op: 'load', dst: 'X0', address: { base: 'X1', offset: REG('X2') }, size: 32, order: 'plain', exclusive: false }],
  [
    'LDR W0, [X1 , W2, SXTW]',
    { op: 'load', dst: 'X0', address: { base: 'X1', offset: REG('X2'), extend: 'sxtw' }, size: 32, order: 'plain', exclusive: false },
  ],
  ['LDAR W0,[X1]', { op: 'load', dst: 'X0', address: AT_X1, size: 32, order: 'acquire', exclusive: false }],
  ['LDAPR W0,[X1]', { op: 'load', dst: 'X0', address: AT_X1, size: 32, order: 'acquire-pc', exclusive: false }],
  ['LDAXR WZR,[X1]', { op: 'load', dst: null, address: AT_X1, size: 32, order: 'acquire', exclusive: true }],
  ['STR WZR,[X1]', { op: 'store', src: IMM(0n), address: AT_X1, size: 32, order: 'plain' }],
  ['STLR X2,[X1]', { op: 'store', src: REG('X2'), address: AT_X1, size: 64, order: 'release' }],
  ['STLXR W4,W2,[X1]', { op: 'store-exclusive', status: 'X4', src: REG('X2'), address: AT_X1, size: 32, order: 'release' }],
  [
    'CASAL W2,W4,[X1]',
    {
      ...{ op: 'atomic', kind: 'compare-and-swap', dst: 'X2', compare: REG('X2'), src: REG('X4'), address: AT_X1, size: 32 },
      ...{ acquire: true, release: true },
    },
  ],
  ['SWPA W2,W4,[X1]', { op: 'atomic', kind: 'swap', src: REG('X2'), dst: 'X4', address: AT_X1, size: 32, acquire: true, release: false }],
  ['LDADDL W2,WZR,[X1]', { op: 'atomic', kind: 'add', src: REG('X2'), dst: null, address: AT_X1, size: 32, acquire: false, release: true }],
  ['STADD X2,[X1]', { op: 'atomic', kind: 'add', src: REG('X2'), dst: null, address: AT_X1, size: 64, acquire: false, release: false }],
  ['MOV W0,#0x10', { op: 'move', dst: 'X0', src: IMM(16n), size: 32 }],
  ['SXTW X0,W2', { op: 'move', dst: 'X0', src: REG('X2'), size: 64, extend: 'sxtw' }],
  ['CMP W0,WZR', { op: 'compare', a: REG('X0'), b: IMM(0n), size: 32 }],
  ['EOR W0,W1,W1', { op: 'alu', kind: 'eor', dst: 'X0', a: REG('X1'), b: REG('X1'), size: 32 }],
  ['ADD X0,X1,W2,SXTW', { op: 'alu', kind: 'add', dst: 'X0', a: REG('X1'), b: REG('X2'), size: 64, extend: 'sxtw' }],
  ['ADD X0,X1,X2,LSL #2', { op: 'alu', kind: 'add', dst: 'X0', a: REG('X1'), b: REG('X2'), size: 64, shift: 2 }],
  ['LSR W0,W1,#31', { op: 'alu', kind: 'lsr', dst: 'X0', a: REG('X1'), b: IMM(31n), size: 32 }],
  ['CSEL W0,WZR,W2,CS', { op: 'select', dst: 'X0', then: IMM(0n), otherwise: REG('X2'), when: 'hs', size: 32 }],
  ['DMB SY', { op: 'barrier', kind: 'dmb', domain: 'sy', access: 'full' }],
  ['DMB LD', { op: 'barrier', kind: 'dmb', domain: 'sy', access: 'ld' }],
  ['DSB ISHST', { op: 'barrier', kind: 'dsb', domain: 'ish', access: 'st' }],
  ['DMB OSHLD', { op: 'barrier', kind: 'dmb', domain: 'osh', access: 'ld' }],
  ['DSB NSH', { op: 'barrier', kind: 'dsb', domain: 'nsh', access: 'full' }],
  ['ISB', { op: 'isb' }],
  ['NOP', { op: 'nop' }],
])('AArch64: %s', (text, operation) => {
  expect(operations(AARCH64(` ${text} ;`))).toEqual([operation]);
});

test.each([
  ['LDR R1,[R0,%x]', { op: 'load', dst: 'R1', address: { base: 'R0', offset: REG('%x') }, size: 32, order: 'plain', exclusive: false }],
  ['LDREX R1,[%x]', { op: 'load', dst: 'R1', address: { base: '%x', offset: IMM(0n) }, size: 32, order: 'plain', exclusive: true }],
  [
    'STREX R2,R1,[%x]',
    { op: 'store-exclusive', status: 'R2', src: REG('R1'), address: { base: '%x', offset: IMM(0n) }, size: 32, order: 'plain' },
  ],
  ['DMB', { op: 'barrier', kind: 'dmb', domain: 'sy', access: 'full' }],
  ['DSB ST', { op: 'barrier', kind: 'dsb', domain: 'sy', access: 'st' }],
  ['DMB ISH', { op: 'barrier', kind: 'dmb', domain: 'ish', access: 'full' }],
  ['AND R1,R0,#128', { op: 'alu', kind: 'and', dst: 'R1', a: REG('R0'), b: IMM(128n), size: 32 }],
])('ARM: %s', (text, operation) => {
  expect(operations(ARM(` ${text} ;`)).slice(1)).toEqual([operation]);
});

test('a label, branches to it and a write-back', () => {
  expect(operations(AARCH64(' CBNZ W0,LC00 ;\n B.NE LC00 ;\n LC00: LDR W0,[X1],#4 ;\n'))).toEqual([
    { op: 'branch-zero', reg: REG('X0'), zero: false, target: 'LC00', size: 32 },
    { op: 'branch', when: 'ne', target: 'LC00' },
    { op: 'label', name: 'LC00' },
    { op: 'load', dst: 'X0', address: AT_X1, size: 32, order: 'plain', exclusive: false },
    { op: 'alu', kind: 'add', dst: 'X1', a: REG('X1'), b: IMM(4n), size: 64 },
  ]);
});

test('the forms of the initial state', () => {
  const { locations, threads } = parseLitmus(
    AARCH64(' LDR W0,[X1] ;', 'exists (0:X0=1)', 'int z; int64_t y=-1; p=x; 0:X1=x; x=0x7; int *q=y; uint64_t 0:X3=3'),
  );
  expect(locations).toEqual([
    { name: 'z', initial: { kind: 'int', value: 0n }, bits: 32 },
    { name: 'y', initial: { kind: 'int', value: -1n }, bits: 64 },
    { name: 'p', initial: { kind: 'address', location: 'x' } },
    { name: 'x', initial: { kind: 'int', value: 7n } },
    { name: 'q', initial: { kind: 'address', location: 'y' } },
  ]);
  expect([...threads[0]!.initial]).toEqual([
    ['X1', { kind: 'address', location: 'x' }],
    ['X3', { kind: 'int', value: 3n }],
  ]);
});

test('a symbolic register without a thread belongs to every thread that uses it', () => {
  const { threads } = parseLitmus('ARM T\n{ %a=x; %b=y; }\n P0 | P1 ;\n LDR R0,[%a] | LDR R0,[%b] ;\n | LDR R1,[%a] ;\nexists (0:R0=1)');
  expect(threads.map(({ initial }) => [...initial.keys()])).toEqual([['%a'], ['%a', '%b']]);
});

const EQUALS = (reg: string, value: bigint) => ({
  op: 'equals',
  left: { kind: 'register', thread: 0, reg },
  right: { kind: 'int', value },
});

test.each<[string, Partial<LitmusTest> | object]>([
  ['~exists (0:X0=1)', { quantifier: '~exists', condition: EQUALS('X0', 1n) }],
  [
    'forall (true => not 0:X0=1)',
    {
      quantifier: 'forall',
      condition: { op: 'implies', premise: { op: 'and', terms: [] }, conclusion: { op: 'not', term: EQUALS('X0', 1n) } },
    },
  ],
  [
    'exists 0: X0 = 1 /\\ 0:X1=2 \\/ false;',
    {
      condition: {
        op: 'or',
        terms: [
          { op: 'and', terms: [EQUALS('X0', 1n), EQUALS('X1', 2n)] },
          { op: 'or', terms: [] },
        ],
      },
    },
  ],
  ['exists ([x]=-2)', { condition: { op: 'equals', left: { kind: 'location', location: 'x' }, right: { kind: 'int', value: -2n } } }],
  ['exists (x=2)', { condition: { op: 'equals', left: { kind: 'location', location: 'x' }, right: { kind: 'int', value: 2n } } }],
  ['exists (0:X0=y)', { condition: { ...EQUALS('X0', 0n), right: { kind: 'address', location: 'y' } } }],
  [
    'locations [0:X2; x;]\nfilter (0:X0=0)\nexists\n(0:X0=1)',
    {
      observed: [
        { kind: 'register', thread: 0, reg: 'X2' },
        { kind: 'location', location: 'x' },
      ],
      filter: EQUALS('X0', 0n),
      conditionText: 'exists (0:X0=1)',
    },
  ],
])('the condition: %s', (condition, expected) => {
  expect(parseLitmus(AARCH64(' LDR W0,[X1] ;', condition))).toMatchObject(expected);
});

test('comments may stand anywhere and be nested; the doc string and the metadata stay', () => {
  const text =
    '(* a (* b *) *)\nAArch64 T (* name *)\n"Rfe PodRR"\nCycle=Rfe PodRR\nOrig= x = y\n{ 0:X1=x; (* { ; *) }\n P0 ;\n(* | *) LDR W0,[X1] (* ; *) ;\nexists (* \n *) (0:X0=1) (* end *)\n';
  expect(parseLitmus(text)).toMatchObject({
    name: 'T',
    doc: 'Rfe PodRR',
    info: [
      ['Cycle', 'Rfe PodRR'],
      ['Orig', 'x = y'],
    ],
    conditionText: 'exists (0:X0=1)',
  });
  expect(parseLitmus(text).threads[0]!.instructions[0]!.line).toBe(8);
});

test.each<[string, string, { line: number; column?: number; token?: string; says: RegExp }]>([
  ['an unknown instruction', AARCH64(' LDP W0,W2,[X1] ;'), { line: 6, column: 2, token: 'LDP', says: /not an instruction.*\n.*LDR LDAR/ }],
  ['an unknown register', AARCH64(' LDR W31,[X1] ;'), { line: 6, token: 'W31', says: /not a register/ }],
  ['a register of the other architecture', ARM(' MOV W0,#1 ;'), { line: 7, token: 'W0', says: /R0 to R14/ }],
  ['registers of two sizes', AARCH64(' ADD W0,W1,X2 ;'), { line: 6, token: 'X2', says: /64-bit register/ }],
  ['a base of 32 bits', AARCH64(' LDR W0,[W1] ;'), { line: 6, token: 'W1', says: /base register/ }],
  ['an offset of LDAR', AARCH64(' LDAR W0,[X1,#4] ;'), { line: 6, token: '4', says: /does not take/ }],
  ['an offset of 32 bits unextended', AARCH64(' LDR W0,[X1,W2] ;'), { line: 6, token: 'W2', says: /SXTW/ }],
  ['write-back before the access', AARCH64(' LDR W0,[X1,#4]! ;'), { line: 6, token: '!', says: /write-back/ }],
  ['an ARM condition', ARM(' MOVNE R1,#1 ;'), { line: 7, token: 'MOVNE', says: /not an instruction/ }],
  ['flags set by ADDS', AARCH64(' ADDS W0,W1,W2 ;'), { line: 6, token: 'ADDS', says: /not an instruction/ }],
  ['an LD barrier of ARM', ARM(' DMB LD ;'), { line: 7, token: 'LD', says: /not an option/ }],
  ['an operand too many', AARCH64(' MOV W0,#1,#2 ;'), { line: 6, token: ',', says: /nothing more after this MOV/ }],
  ['a number too large', AARCH64(' MOV W0,#4294967296 ;'), { line: 6, says: /too large a number.*\n.*32 bits/ }],
  ['an undefined label', AARCH64(' CBNZ W0,L1 ;'), { line: 6, token: 'L1', says: /does not have/ }],
  ['a branch backwards', AARCH64(' L1: NOP ;\n CBNZ W0,L1 ;'), { line: 7, token: 'L1', says: /backwards/ }],
  ['a label twice', AARCH64(' L1: NOP ;\n L1: NOP ;'), { line: 7, token: 'L1', says: /has already/ }],
  ['a column too many', AARCH64(' NOP | NOP ;'), { line: 6, says: /2 columns in a table of 1/ }],
  ['a thread misnamed', AARCH64(' NOP ;').replace(' P0 ;', ' P1 ;'), { line: 5, token: 'P1', says: /must be P0/ }],
  ['a row that does not end', AARCH64(' NOP ;').replace(/NOP ;[^]*/, 'NOP'), { line: 6, says: /without ';'/ }],
  ['a thread that is not there', AARCH64(' NOP ;', 'exists (1:X0=1)'), { line: 7, column: 9, token: '1', says: /not a thread/ }],
  ['a thread of the initial state', AARCH64(' NOP ;', 'exists (0:X0=1)', '1:X0=x;'), { line: 3, says: /not a thread/ }],
  ['a location that is not there', AARCH64(' NOP ;', 'exists (z=1)'), { line: 7, token: 'z', says: /not a location.*\n.*x y/ }],
  [
    'a location in brackets that is not there',
    AARCH64(' NOP ;', 'exists ([z]=1)'),
    { line: 7, column: 10, token: 'z', says: /not a location/ },
  ],
  ['a register with a blank in it', AARCH64(' LDR W 0,[X1] ;'), { line: 6, token: 'W', says: /not a register/ }],
  ['a number with a blank in it', AARCH64(' MOV W0,#1 0 ;'), { line: 6, token: '0', says: /nothing more/ }],
  ['a location of the locations clause', AARCH64(' NOP ;', 'locations [z;] exists (x=1)'), { line: 7, token: 'z', says: /not a location/ }],
  ['a register without a thread', AARCH64(' NOP ;', 'exists (X0=1)'), { line: 7, token: 'X0', says: /0:X0/ }],
  ['text after the condition', AARCH64(' NOP ;', 'exists (x=1) (y=1)'), { line: 7, token: '(', says: /nothing after/ }],
  ['no condition', AARCH64(' NOP ;', ''), { line: 8, says: /exists/ }],
  ['two conditions', AARCH64(' NOP ;', 'exists (x=1)\nexists (x=2)'), { line: 8, token: 'exists', says: /nothing after/ }],
  ['an unknown type', AARCH64(' NOP ;', 'exists (x=1)', 'uint8_t x=1;'), { line: 3, token: 'uint8_t', says: /not a type.*\n.*int64_t/ }],
  ['a location twice', AARCH64(' NOP ;', 'exists (x=1)', 'x=1; x=2;'), { line: 3, column: 6, says: /already/ }],
  ['a register twice', AARCH64(' NOP ;', 'exists (x=1)', '0:X1=x; 0:X1=x;'), { line: 3, says: /already/ }],
  ['a symbolic register of no thread', AARCH64(' NOP ;', 'exists (x=1)', 'x=0; %y=x;'), { line: 3, token: '%y', says: /no thread uses/ }],
  ['another architecture', 'PPC T\n{}\n P0 ;\nexists (true)', { line: 1, token: 'PPC', says: /AArch64 and ARM/ }],
  ['a line of no form in the head', 'ARM T\nhello\n{}\n P0 ;\nexists (true)', { line: 2, says: /Key=value/ }],
  ['no initial state', 'ARM T\n P0 ;\nexists (true)', { line: 3, says: /no initial state/ }],
  ['a comment that does not end', 'ARM T\n(* {}\n P0 ;\nexists (true)', { line: 2, column: 1, token: '(*', says: /not ended/ }],
  ['a nesting without end', AARCH64(' NOP ;', `exists ${'('.repeat(3000)}x=1${')'.repeat(3000)}`), { line: 7, says: /too deep/ }],
  ['negations without end', AARCH64(' NOP ;', `exists ${'~'.repeat(30000)}x=1`), { line: 7, says: /too deep/ }],
  ['implications without end', AARCH64(' NOP ;', `exists ${'x=1 => '.repeat(5000)}x=1`), { line: 7, says: /too deep/ }],
  ['an instruction too many', AARCH64(' NOP ;\n'.repeat(65)), { line: 70, says: /more than 64/ }],
  ['nine threads', `ARM T\n{}\n${Array.from({ length: 9 }, (_, i) => `P${i}`).join('|')};\nexists (true)`, { line: 3, says: /9 threads/ }],
  ['a text of 65 KiB', `ARM T\n${' '.repeat(65 * 1024)}`, { line: 1, says: /65536 bytes/ }],
])('%s is refused with its place and what is supported', (_, text, { says, ...place }) => {
  const error = refusal(text);
  expect(error.code).toBe('LitmusError');
  expect(error.place).toMatchObject({ file: 'T.litmus', ...place });
  expect(error.message).toMatch(says);
  expect(error.fix).toMatch(/\S/);
});
