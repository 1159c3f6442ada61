import type { Isa } from '../code/isa';
import { listing, oneThread } from './test/one-thread';

test('addresses and initial values come first, then the body alone, then the outs in the order of the condition', () => {
  const test = oneThread(['LDR W0,[X1]', 'DMB SY', 'LDR W2,[X3]'], { condition: 'exists (0:X2=1 /\\ 0:X0=0)' });
  expect(listing('aarch64', test)).toEqual([
    'mov x3, x0',
    'add x5, x0, #64',
    'ldr w2, [x3]',
    'dmb sy',
    'ldr w4, [x5]',
    'str w4, [x1]',
    'str w2, [x1, #4]',
    'ret',
  ]);
  expect(listing('armv7-r', test)).toEqual([
    'mov r3, r0',
    'add r0, r0, #64',
    'ldr r2, [r3]',
    'dmb sy',
    'ldr r12, [r0]',
    'str r12, [r1]',
    'str r2, [r1, #4]',
    'bx lr',
  ]);
  expect(listing('x86-64', test)).toEqual([
    'movq %rdi, %rcx',
    'leaq 64(%rdi), %r8',
    'movl (%rcx), %edx',
    'mfence',
    'movl (%r8), %r9d',
    'movl %r9d, (%rsi)',
    'movl %edx, 4(%rsi)',
    'ret',
  ]);
});

/** What stands between the two stores of a thread. */
function between(isa: Isa, line: string): readonly string[] {
  const lines = listing(isa, oneThread(['STR WZR,[X1]', line, 'STR WZR,[X3]']));
  const stores = lines.flatMap((each, i) => (/^(str |movl \$0, \(|movl \$0, 64)/.test(each) ? [i] : []));
  return lines.slice(stores.at(-2)! + 1, stores.at(-1));
}

test.each([
  ['DMB SY', 'dmb sy', 'dmb sy', ['mfence']],
  ['DSB SY', 'dsb sy', 'dsb sy', ['mfence']],
  ['DMB ISH', 'dmb ish', 'dmb ish', ['mfence']],
  ['DMB OSH', 'dmb osh', 'dmb osh', ['mfence']],
  ['DSB NSH', 'dsb nsh', 'dsb un', ['mfence']],
  ['DMB ST', 'dmb st', 'dmb st', []],
  ['DSB ISHST', 'dsb ishst', 'dsb ishst', []],
  ['DMB OSHST', 'dmb oshst', 'dmb oshst', []],
  ['ISB', 'isb', 'isb sy', []],
  ['NOP', 'nop', 'nop', ['nop']],
])('%s keeps its domain and type on Arm, and is a full fence or nothing on x86-64', (line, a64, a32, x86) => {
  expect(between('aarch64', line)).toEqual([a64]);
  expect(between('armv7-r', line)).toEqual([a32]);
  expect(between('x86-64', line)).toEqual(x86);
});

test.each([
  ['DMB LD', 'dmb ld'],
  ['DMB ISHLD', 'dmb ishld'],
  ['DSB OSHLD', 'dsb oshld'],
])('%s is itself on AArch64 and nothing on x86-64', (line, a64) => {
  expect(between('aarch64', line)).toEqual([a64]);
  expect(between('x86-64', line)).toEqual([]);
});

function fences(...lines: string[]): number {
  return listing('x86-64', oneThread(lines)).filter((line) => line === 'mfence').length;
}

test('on x86-64 an LDAR after an STLR waits for it, and nothing else does', () => {
  expect(fences('STLR W0,[X1]', 'LDAR W2,[X3]')).toBe(1);
  expect(fences('STLR W0,[X1]', 'LDAPR W2,[X3]')).toBe(0);
  expect(fences('STLR W0,[X1]', 'LDR W2,[X3]')).toBe(0);
  expect(fences('STR W0,[X1]', 'LDAR W2,[X3]')).toBe(0);
  expect(fences('LDAR W2,[X3]', 'STLR W0,[X1]')).toBe(0);
});

test('on x86-64 a full barrier between STLR and LDAR serves for both', () => {
  expect(fences('STLR W0,[X1]', 'DMB SY', 'LDAR W2,[X3]')).toBe(1);
  // One that may be skipped does not.
  expect(fences('STLR W0,[X1]', 'CBZ W0,L0', 'DMB SY', 'L0:', 'LDAR W2,[X3]')).toBe(2);
});

test('a value that only seems to depend stays computed from what was read', () => {
  const dependent = oneThread(['LDR W0,[X1]', 'EOR W2,W0,W0', 'LDR W4,[X3,W2,SXTW]'], { condition: 'exists (0:X4=0)' });
  expect(listing('aarch64', dependent).slice(2, 5)).toEqual(['ldr w2, [x3]', 'eor w4, w2, w2', 'ldr w5, [x6, w4, sxtw]']);
  expect(listing('armv7-r', dependent).slice(3, 6)).toEqual(['ldr r2, [r3]', 'eor r12, r2, r2', 'ldr r0, [r4, r12]']);
  expect(listing('x86-64', dependent).slice(2, 7)).toEqual([
    'movl (%rcx), %edx',
    'movl %edx, %r8d',
    'xorl %edx, %r8d',
    'movslq %r8d, %rax',
    'movl (%r9,%rax,1), %r10d',
  ]);
});

test('on x86-64 a register that is combined with itself in place goes through another one', () => {
  const inPlace = oneThread(['LDR W0,[X1]', 'EOR W0,W0,W0', 'SUB W2,W0,W0', 'STR W2,[X3]']);
  const lines = listing('x86-64', inPlace);
  expect(lines.slice(3, 6)).toEqual(['movl %edx, %eax', 'xorl %edx, %eax', 'movl %eax, %edx']);
  expect(lines.slice(6, 8)).toEqual(['movl %edx, %r8d', 'subl %edx, %r8d']);
});

test('a shift that leaves nothing of a value still depends on it', () => {
  const shifted = oneThread(['LDR W0,[X1]', 'LSL X2,X0,#32', 'STR W2,[X3]']);
  expect(listing('armv7-r', shifted).find((line) => line.startsWith('and'))).toMatch(/^and r\d+, r\d+, #0$/);
});

test('on x86-64 a shift by nothing clears the upper half like any operation of 32 bits', () => {
  const shifted = oneThread(['LDR X0,[X1]', 'LSL W0,W0,#0', 'STR X0,[X3]']);
  expect(listing('x86-64', shifted).join()).toMatch(/movl (%\w+), \1,/);
});

test('flags that an instruction of the target would change are made again before they are used', () => {
  const lines = ['LDR W0,[X1]', 'CMP W0,#1', 'EOR W2,W0,W0', 'B.NE L0', 'CBZ W0,L0', 'L0:', 'CSEL W5,W0,W2,EQ', 'STR W5,[X3]'];
  const test = oneThread(lines);
  const compares = (isa: Isa): number => listing(isa, test).filter((line) => line.startsWith('cmp')).length;
  expect(compares('aarch64')).toBe(1);
  // For B.NE, for CBZ itself, for CSEL.
  expect(compares('armv7-r')).toBe(3);
  expect(compares('x86-64')).toBe(3);
});

test('A32 address arithmetic of 32 bits is done in 64 where addresses have 64', () => {
  const lines = ['LDR R0,[R1]', 'EOR R2,R0,R0', 'ADD R4,R3,R2', 'LDR R5,[R4]'];
  expect(listing('aarch64', oneThread(lines, { arch: 'ARM' }))).toContain('add x5, x6, x4');
  expect(listing('x86-64', oneThread(lines, { arch: 'ARM' })).join()).toMatch(/movq (%r\w+), (%r\w+),addq %r\w+, \2/);
  expect(listing('armv7-r', oneThread(lines, { arch: 'ARM' })).join()).toMatch(/add r\d+, r\d+, r\d+/);
});

test('atomic accesses are locked instructions on x86-64, and themselves on a core that has them', () => {
  const lines = ['SWP W0,W2,[X1]', 'LDADD W0,W4,[X1]', 'CAS W5,W6,[X1]', 'SWPAL W0,W7,[X3]'];
  const test = oneThread(lines);
  expect(
    listing('aarch64', test, { features: ['lse'] })
      .filter((line) => /^(swp|ldadd|cas)/.test(line))
      .map((line) => line.split(' ')[0]),
  ).toEqual(['swp', 'ldadd', 'cas', 'swpal']);
  expect(
    listing('x86-64', test)
      .filter((line) => /^(lock|xchg)/.test(line))
      .map((line) => line.replace(/ %.*/, '')),
  ).toEqual(['xchgl', 'lock xaddl', 'lock cmpxchgl', 'xchgl']);
});

test('no thread uses x18, the stack pointer as a value, or the link register', () => {
  const many = Array.from({ length: 10 }, (_, i) => `LDR W${5 + i},[X1]`);
  const all = listing(
    'aarch64',
    oneThread([...many, 'LDR W20,[X3]', 'LDR W21,[X3]', 'LDR W22,[X3]', 'LDR W23,[X3]', 'LDR W24,[X3]', 'LDR W25,[X3]']),
  );
  expect(all.filter((line) => /[wx](18|29|30)\b/.test(line))).toEqual([]);
  // What the caller wants back is on the stack meanwhile.
  expect(all[0]).toBe('str x19, [sp, #-16]!');
  expect(all.at(-2)).toBe('ldr x19, [sp], #16');
});
