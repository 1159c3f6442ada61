import fc from 'fast-check';
import type { A64 } from '../aarch64-forms';
import { type Arm } from '../arm';
import type { X86, X86Memory } from '../x86-64';
import type { ConditionCode, Domain, Size } from '../../program';

/** For tests: every form of each instruction set over its registers and immediates. */
const size = fc.constantFrom<Size>(32, 64);
const when = fc.constantFrom<ConditionCode>('eq', 'ne', 'hs', 'lo', 'mi', 'pl', 'hi', 'ls', 'ge', 'lt', 'gt', 'le');
const domain = fc.constantFrom<Domain>('sy', 'osh', 'ish', 'nsh');
const target = fc.constant('there');
const uint = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max });
const op = <Op extends string>(...ops: Op[]): fc.Arbitrary<Op> => fc.constantFrom(...ops);

const r = uint(30);
const z = fc.oneof(r, fc.constant(31));
const bySize = <Form>(make: (size: Size) => fc.Arbitrary<Form>): fc.Arbitrary<Form> => size.chain(make);

export const A64_FORMS: Record<string, fc.Arbitrary<A64>> = {
  // The second half and beyond are set by MOVK in 64 bits alone; MOVZ and MOVN of nothing shifted would be a MOV of another form.
  'wide move': bySize((size) =>
    fc.record({
      op: op('movz', 'movn', 'movk'),
      size: fc.constant(size),
      rd: z,
      imm: uint(0xffff),
      shift: uint(size / 16 - 1).map((n) => 16 * n),
    }),
  ),
  move: fc.record({ op: op('mov'), size, rd: z, rm: z }),
  'sign extension': fc.record({ op: op('sxtw'), rd: z, rn: z }),
  arithmetic: bySize((size) =>
    fc.record({ op: op('add', 'sub', 'and', 'orr', 'eor'), size: fc.constant(size), rd: z, rn: r, rm: z, shift: uint(size - 1) }),
  ),
  'extended arithmetic': fc.record({
    op: op('add-extended', 'sub-extended'),
    size,
    rd: r,
    rn: r,
    rm: z,
    extend: op('uxtw', 'sxtw'),
    shift: uint(4),
  }),
  'immediate arithmetic': fc.record({ op: op('add-imm', 'sub-imm'), size, rd: r, rn: r, imm: uint(4095) }),
  shift: bySize((size) => fc.record({ op: op('lsl', 'lsr', 'asr'), size: fc.constant(size), rd: z, rn: z, shift: uint(size - 1) })),
  compare: fc.record({ op: op('cmp'), size, rn: z, rm: z }),
  'compare with an immediate': fc.record({ op: op('cmp-imm'), size, rn: r, imm: uint(4095) }),
  select: fc.record({ op: op('csel'), size, rd: z, rn: z, rm: z, when }),
  branch: fc.record({ op: op('b'), target }),
  'conditional branch': fc.record({ op: op('b'), target, when }),
  'branch on zero': fc.record({ op: op('cbz', 'cbnz'), size, rt: z, target }),
  access: bySize((size) =>
    fc.record({
      op: op('ldr', 'str'),
      size: fc.constant(size),
      rt: z,
      rn: r,
      imm: fc.oneof(
        fc.integer({ min: -256, max: 255 }),
        uint(4095).map((n) => (n * size) / 8),
      ),
    }),
  ),
  'indexed access': bySize((size) =>
    fc.record({
      op: op('ldr-indexed', 'str-indexed'),
      size: fc.constant(size),
      rt: z,
      rn: r,
      rm: z,
      extend: op('lsl', 'uxtw', 'sxtw'),
      shift: fc.constantFrom(0, size === 32 ? 2 : 3),
    }),
  ),
  'ordered access': fc.record({ op: op('ldar', 'ldapr', 'stlr', 'ldxr', 'ldaxr'), size, rt: z, rn: r }),
  // The same register twice is unpredictable, and the assembler warns.
  'exclusive store': fc.record({
    op: op('stxr', 'stlxr'),
    size,
    rs: uint(9),
    rt: uint(9).map((n) => n + 10),
    rn: uint(9).map((n) => n + 20),
  }),
  atomic: fc.record({ op: op('cas', 'swp', 'ldadd'), size, acquire: fc.boolean(), release: fc.boolean(), rs: z, rt: z, rn: r }),
  barrier: fc.record({ op: op('dmb', 'dsb'), domain, access: op('full', 'ld', 'st') }),
  stack: fc.record({ op: op('push', 'pop'), rt: r }),
  'no operand': fc.record({ op: op('isb', 'nop', 'ret') }),
};

const a = uint(12);
const armImmediate = fc
  .tuple(uint(255), uint(15))
  .map(([byte, turn]) => ((byte << (2 * turn)) | (turn === 0 ? 0 : byte >>> (32 - 2 * turn))) >>> 0);
const alu = ['and', 'eor', 'sub', 'rsb', 'add', 'orr'] as const;
const aluImm = ['and-imm', 'eor-imm', 'sub-imm', 'rsb-imm', 'add-imm', 'orr-imm'] as const;

export const ARM_FORMS: Record<string, fc.Arbitrary<Arm>> = {
  'immediate move': fc.record({ op: op('mov-imm', 'mvn-imm'), rd: a, imm: armImmediate }),
  'conditional immediate move': fc.record({ op: op('mov-imm', 'mvn-imm'), rd: a, imm: armImmediate, when }),
  'half move': fc.record({ op: op('movw', 'movt'), rd: a, imm: uint(0xffff) }),
  move: fc.record({ op: op('mov'), rd: a, rm: a }),
  'conditional move': fc.record({ op: op('mov'), rd: a, rm: a, when }),
  shift: fc.record({ op: op('lsl', 'lsr', 'asr'), rd: a, rm: a, shift: uint(30).map((n) => n + 1) }),
  arithmetic: fc.record({ op: op(...alu), rd: a, rn: a, rm: a, shift: uint(31) }),
  'immediate arithmetic': fc.record({ op: op(...aluImm), rd: a, rn: a, imm: armImmediate }),
  compare: fc.record({ op: op('cmp'), rn: a, rm: a }),
  'compare with an immediate': fc.record({ op: op('cmp-imm'), rn: a, imm: armImmediate }),
  branch: fc.record({ op: op('b'), target }),
  'conditional branch': fc.record({ op: op('b'), target, when }),
  access: fc.record({ op: op('ldr', 'str'), rt: a, rn: a, imm: fc.integer({ min: -4095, max: 4095 }) }),
  'indexed access': fc.record({ op: op('ldr-indexed', 'str-indexed'), rt: a, rn: a, rm: a, shift: uint(31) }),
  'exclusive load': fc.record({ op: op('ldrex'), rt: a, rn: a }),
  // The same register twice is unpredictable, and the assembler refuses it.
  'exclusive store': fc.record({ op: op('strex'), rd: uint(3), rt: uint(3).map((n) => n + 4), rn: uint(4).map((n) => n + 8) }),
  barrier: fc.record({ op: op('dmb', 'dsb'), domain, access: op('full', 'st') }),
  stack: fc.record({
    op: op('push', 'pop'),
    registers: fc.uniqueArray(a, { minLength: 2, maxLength: 12 }).map((registers) => registers.toSorted((x, y) => x - y)),
  }),
  'no operand': fc.record({ op: op('isb', 'nop', 'bx-lr') }),
};

const x = uint(15);
const displacement = fc.oneof(fc.constant(0), fc.integer({ min: -128, max: 127 }), fc.integer({ min: -0x80000000, max: 0x7fffffff }));
const memory: fc.Arbitrary<X86Memory> = fc.oneof(
  fc.record({ base: x, displacement }),
  // rsp is no index.
  fc.record({ base: x, index: x.filter((register) => register !== 4), shift: uint(3), displacement }),
);
const signed32 = fc.oneof(fc.integer({ min: -128, max: 127 }), fc.integer({ min: -0x80000000, max: 0x7fffffff }));
const immediateOf = (size: Size): fc.Arbitrary<number> => (size === 32 ? fc.oneof(signed32, uint(0xffffffff)) : signed32);
const x86Alu = ['add', 'or', 'and', 'sub', 'xor', 'cmp'] as const;
const x86AluImm = ['add-imm', 'or-imm', 'and-imm', 'sub-imm', 'xor-imm', 'cmp-imm'] as const;

export const X86_FORMS: Record<string, fc.Arbitrary<X86>> = {
  move: fc.record({ op: op('mov'), size, dst: x, src: x }),
  'immediate move': bySize((size) =>
    fc.record({ op: op('mov-imm'), size: fc.constant(size), dst: x, imm: fc.bigInt({ min: 0n, max: (1n << BigInt(size)) - 1n }) }),
  ),
  'sign extension': fc.record({ op: op('movslq'), dst: x, src: x }),
  arithmetic: fc.record({ op: op(...x86Alu), size, dst: x, src: x }),
  'immediate arithmetic': bySize((size) => fc.record({ op: op(...x86AluImm), size: fc.constant(size), dst: x, imm: immediateOf(size) })),
  shift: bySize((size) =>
    fc.record({ op: op('shl', 'shr', 'sar'), size: fc.constant(size), dst: x, shift: fc.integer({ min: 1, max: size - 1 }) }),
  ),
  'conditional move': fc.record({ op: op('cmov'), size, dst: x, src: x, when }),
  jump: fc.record({ op: op('jmp'), target }),
  'conditional jump': fc.record({ op: op('jmp'), target, when }),
  access: fc.record({ op: op('load', 'store'), size, reg: x, memory }),
  'immediate store': fc.record({ op: op('store-imm'), size, imm: signed32, memory }),
  'address of': fc.record({ op: op('lea'), reg: x, memory }),
  'locked access': fc.record({ op: op('xchg', 'lock-cmpxchg', 'lock-xadd'), size, reg: x, memory }),
  stack: fc.record({ op: op('push', 'pop'), reg: x }),
  'no operand': fc.record({ op: op('mfence', 'nop', 'ret') }),
};
