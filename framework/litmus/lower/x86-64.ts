import type { Item } from '../code/assemble';
import { encodeX86, isX86Immediate, x86Target, type X86, type X86Alu, type X86Memory } from '../code/x86-64';
import type { Address, AluKind, Instruction, Operand, Size, Source } from '../program';
import type { Backend, LowerContext } from './backend';
import { INVERSE } from './inverse-condition';

type Of<Op extends Instruction['op']> = Extract<Instruction, { op: Op }>;

const RAX = 0;
const RDI = 7;
const RSI = 6;
/** For what two-operand instructions and CMPXCHG need; no value of the source lives there. */
const SCRATCH = RAX;

/**
 * To x86-64, whose order is TSO: a store may pass a later load, nothing else may pass anything.
 * - Loads, acquire loads, stores and release stores are plain moves; DMB LD, DMB ST and ISB order what is in order already and become nothing.
 * - Full barriers are MFENCE.
 * - STLR before LDAR must stay in order: an LDAR that a release store may precede begins with MFENCE. LDAPR does not: it may pass the STLR.
 */
export const x86: Backend<X86> = {
  isa: 'x86-64',
  wordSize: 64,
  order: [1, 2, 8, 9, 10, 11, RDI, 3, 5, 12, 13, 14, 15],
  calleeSaved: new Set([3, 5, 12, 13, 14, 15]),
  cell: RDI,
  out: RSI,
  encode: encodeX86,
  targetOf: x86Target,
  clobbersFlags: (instruction) => instruction.op === 'alu' || instruction.op === 'branch-zero' || instruction.op === 'atomic',
  lower,
  addressOf: (reg, offset) => [
    offset === 0 ? { op: 'mov', size: 64, dst: reg, src: RDI } : { op: 'lea', reg, memory: { base: RDI, displacement: offset } },
  ],
  constant: (dst, value) => moveImmediate(dst, value, 64),
  storeOut: (reg, index) => ({ op: 'store', size: 32, reg, memory: { base: RSI, displacement: 4 * index } }),
  save: (registers) => registers.map((reg) => ({ op: 'push', reg })),
  restore: (registers) => registers.toReversed().map((reg) => ({ op: 'pop', reg })),
  leave: () => ({ op: 'ret' }),
};

function lower(instruction: Instruction, context: LowerContext): Item<X86>[] {
  const { registers, refuse } = context;
  const dst = (name: string | null): number => (name === null ? SCRATCH : registers.of(name));
  switch (instruction.op) {
    case 'nop':
      return [{ op: 'nop' }];
    case 'isb':
      return [];
    case 'label':
      return [{ label: instruction.name }];
    case 'move':
      if (instruction.dst === null) return [{ op: 'nop' }];
      return move(instruction, registers.of(instruction.dst), context);
    case 'alu':
      return alu(instruction, dst(instruction.dst), context);
    case 'compare': {
      const { a, b, size } = instruction;
      const first = registers.operand(a);
      if (b.kind === 'imm' && isX86Immediate(b.value, size)) return [{ op: 'cmp-imm', size, dst: first, imm: Number(b.value) }];
      return [{ op: 'cmp', size, dst: first, src: registers.operand(b) }];
    }
    case 'select':
      return select(instruction, dst(instruction.dst), context);
    case 'branch':
      return [{ op: 'jmp', target: instruction.target, ...(instruction.when && { when: instruction.when }) }];
    case 'branch-zero':
      return [
        { op: 'cmp-imm', size: instruction.size, dst: registers.operand(instruction.reg), imm: 0 },
        { op: 'jmp', target: instruction.target, when: instruction.zero ? 'eq' : 'ne' },
      ];
    case 'load': {
      if (instruction.exclusive) return refuse(instruction, 'x86-64 has no exclusive accesses');
      const [setup, memory] = memoryOf(instruction.address, context);
      const fence: X86[] = instruction.order === 'acquire' && context.releaseBefore(instruction) ? [{ op: 'mfence' }] : [];
      return [...fence, ...setup, { op: 'load', size: instruction.size, reg: dst(instruction.dst), memory }];
    }
    case 'store': {
      const [setup, memory] = memoryOf(instruction.address, context);
      const { src, size } = instruction;
      if (src.kind === 'imm' && isX86Immediate(src.value, size))
        return [...setup, { op: 'store-imm', size, imm: Number(src.value), memory }];
      return [...setup, { op: 'store', size, reg: registers.operand(src), memory }];
    }
    case 'store-exclusive':
      return refuse(instruction, 'x86-64 has no exclusive accesses');
    case 'atomic':
      return atomic(instruction, context);
    case 'barrier':
      return instruction.access === 'full' ? [{ op: 'mfence' }] : [];
  }
}

function moveImmediate(dst: number, value: bigint, size: Size): X86[] {
  const whole = BigInt.asUintN(size, value);
  return [{ op: 'mov-imm', size: whole < 0x100000000n ? 32 : 64, dst, imm: whole }];
}

function move(form: Of<'move'>, dst: number, context: LowerContext): X86[] {
  if (form.src.kind === 'imm') return moveImmediate(dst, form.src.value, form.size);
  const src = context.registers.of(form.src.reg);
  if (form.extend === 'sxtw') return [{ op: 'movslq', dst, src }];
  return [{ op: 'mov', size: form.extend === 'uxtw' ? 32 : form.size, dst, src }];
}

const OPERATIONS: Record<Exclude<AluKind, 'lsl' | 'lsr' | 'asr'>, X86Alu> = { add: 'add', sub: 'sub', and: 'and', orr: 'or', eor: 'xor' };
const SHIFTS = { lsl: 'shl', lsr: 'shr', asr: 'sar' } as const;

/**
 * Three operands in two: the first is copied, the second applied. Never an operation of a register with itself: `xor` and `sub` of one register are
 * zeroing idioms, which the processor takes as a constant, and the dependency would be gone.
 */
function alu(form: Of<'alu'>, dst: number, context: LowerContext): X86[] {
  const { kind, size, a, b, extend, shift = 0 } = form;
  const { registers } = context;
  if (kind === 'lsl' || kind === 'lsr' || kind === 'asr') {
    if (b.kind === 'reg') return context.refuse(form, 'a shift by a register is not lowered', 'shift by a constant');
    const count = Number(b.value) % size;
    // A copy even onto itself: in 32 bits it clears the upper half.
    if (count === 0) return [{ op: 'mov', size, dst, src: registers.operand(a) }];
    return [...copy(dst, a, size, context), { op: SHIFTS[kind], size, dst, shift: count }];
  }
  const op = OPERATIONS[kind];
  if (b.kind === 'imm' && shift === 0 && isX86Immediate(b.value, size)) {
    return [...copy(dst, a, size, context), { op: `${op}-imm`, size, dst, imm: Number(b.value) }];
  }
  const second = registers.operand(b);
  if (extend !== undefined || shift !== 0) {
    if (dst === SCRATCH) return context.refuse(form, 'an extended or shifted operand of a discarded result is not lowered');
    const prepared: X86[] = [
      extend === 'sxtw' ? { op: 'movslq', dst: SCRATCH, src: second } : { op: 'mov', size: extend ? 32 : size, dst: SCRATCH, src: second },
    ];
    if (shift !== 0) prepared.push({ op: 'shl', size, dst: SCRATCH, shift });
    // The copy of `a` must not come before: `dst` may be `b`, which has been read by then.
    return [...prepared, ...copy(dst, a, size, context), { op, size, dst, src: SCRATCH }];
  }
  if (second !== dst) return [...copy(dst, a, size, context), { op, size, dst, src: second }];
  if (op !== 'sub' && !isRegister(a, dst, context)) return [{ op, size, dst, src: registers.operand(a) }];
  // dst = a - dst, or both operands are dst.
  return [...copy(SCRATCH, a, size, context), { op, size, dst: SCRATCH, src: second }, { op: 'mov', size, dst, src: SCRATCH }];
}

function isRegister(operand: Operand, register: number, context: LowerContext): boolean {
  return operand.kind === 'reg' && context.registers.of(operand.reg) === register;
}

function copy(dst: number, operand: Operand, size: Size, context: LowerContext): X86[] {
  if (operand.kind === 'imm') return moveImmediate(dst, operand.value, size);
  const src = context.registers.of(operand.reg);
  // Nothing to copy: the operation that follows clears the upper half where it is one of 32 bits.
  return src === dst ? [] : [{ op: 'mov', size, dst, src }];
}

/** CMOV; the copy before it leaves the flags alone. */
function select(form: Of<'select'>, dst: number, context: LowerContext): X86[] {
  const { size, when } = form;
  const then = context.registers.operand(form.then);
  if (then !== dst) return [...copy(dst, form.otherwise, size, context), { op: 'cmov', size, dst, src: then, when }];
  return [{ op: 'cmov', size, dst, src: context.registers.operand(form.otherwise), when: INVERSE[when] }];
}

/** The operand, and what must come before to make its index. */
function memoryOf(address: Address, context: LowerContext): [X86[], X86Memory] {
  const base = context.registers.of(address.base);
  const { offset, extend, shift = 0 } = address;
  if (offset.kind === 'imm') return [[], { base, displacement: Number(offset.value) }];
  const index = context.registers.of(offset.reg);
  if (extend === undefined) return [[], { base, index, shift, displacement: 0 }];
  const widened: X86 = extend === 'sxtw' ? { op: 'movslq', dst: SCRATCH, src: index } : { op: 'mov', size: 32, dst: SCRATCH, src: index };
  return [[widened], { base, index: SCRATCH, shift, displacement: 0 }];
}

/** Locked instructions: each is a full barrier too, as much as any A and L form asks. */
function atomic(form: Of<'atomic'>, context: LowerContext): X86[] {
  const { kind, size } = form;
  const { registers } = context;
  const memory: X86Memory = { base: registers.of(form.address.base), displacement: bareOffset(form, context) };
  const result = (reg: number): X86[] => (form.dst === null ? [] : [{ op: 'mov', size, dst: registers.of(form.dst), src: reg }]);
  if (kind === 'compare-and-swap') {
    // Compares with rax and leaves the old value there.
    const compare = form.compare ?? { kind: 'imm', value: 0n };
    return [...copy(RAX, compare, size, context), { op: 'lock-cmpxchg', size, reg: registers.operand(form.src), memory }, ...result(RAX)];
  }
  return [
    ...copy(SCRATCH, form.src, size, context),
    { op: kind === 'swap' ? 'xchg' : 'lock-xadd', size, reg: SCRATCH, memory },
    ...result(SCRATCH),
  ];
}

function bareOffset(form: Source & { readonly address: Address }, context: LowerContext): number {
  if (form.address.offset.kind === 'imm') return Number(form.address.offset.value);
  return context.refuse(form, 'an atomic access takes a base register alone');
}
