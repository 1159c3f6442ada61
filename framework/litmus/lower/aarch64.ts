import { a64Target, encodeA64 } from '../code/aarch64';
import { ZR, type A64 } from '../code/aarch64-forms';
import type { Item } from '../code/assemble';
import type { Address, Instruction, Operand, Size, Source } from '../program';
import type { Backend, LowerContext } from './backend';

type Of<Op extends Instruction['op']> = Extract<Instruction, { op: Op }>;

/** AArch64 to AArch64: nearly one to one. x18 is the platform's, x29 and x30 the frame's. */
export const aarch64: Backend<A64> = {
  isa: 'aarch64',
  wordSize: 64,
  order: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 0, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28],
  calleeSaved: new Set([19, 20, 21, 22, 23, 24, 25, 26, 27, 28]),
  cell: 0,
  out: 1,
  encode: encodeA64,
  targetOf: a64Target,
  clobbersFlags: () => false,
  lower,
  addressOf: (rd, offset) => [offset === 0 ? { op: 'mov', size: 64, rd, rm: 0 } : { op: 'add-imm', size: 64, rd, rn: 0, imm: offset }],
  constant: (rd, value) => moveImmediate(rd, value, 64),
  storeOut: (rt, index) => ({ op: 'str', size: 32, rt, rn: 1, imm: 4 * index }),
  save: (registers) => registers.map((rt) => ({ op: 'push', rt })),
  restore: (registers) => registers.toReversed().map((rt) => ({ op: 'pop', rt })),
  leave: () => ({ op: 'ret' }),
};

function lower(instruction: Instruction, context: LowerContext): Item<A64>[] {
  const { registers } = context;
  const reg = (operand: Operand): number => (operand.kind === 'imm' && operand.value === 0n ? ZR : registers.operand(operand));
  const dst = (name: string | null): number => (name === null ? ZR : registers.of(name));
  switch (instruction.op) {
    case 'nop':
    case 'isb':
      return [{ op: instruction.op }];
    case 'label':
      return [{ label: instruction.name }];
    case 'move':
      if (instruction.dst === null) return [{ op: 'nop' }];
      if (instruction.src.kind === 'imm') return moveImmediate(dst(instruction.dst), instruction.src.value, instruction.size);
      if (instruction.extend === 'sxtw') return [{ op: 'sxtw', rd: dst(instruction.dst), rn: reg(instruction.src) }];
      return [
        { op: 'mov', size: instruction.extend === 'uxtw' ? 32 : instruction.size, rd: dst(instruction.dst), rm: reg(instruction.src) },
      ];
    case 'alu':
      return [alu(instruction, dst(instruction.dst), reg, context)];
    case 'compare': {
      const { size, a, b } = instruction;
      if (b.kind === 'imm' && b.value >= 0n && b.value < 4096n && !isZero(a))
        return [{ op: 'cmp-imm', size, rn: reg(a), imm: Number(b.value) }];
      return [{ op: 'cmp', size, rn: reg(a), rm: reg(b) }];
    }
    case 'select':
      return [
        {
          op: 'csel',
          size: instruction.size,
          rd: dst(instruction.dst),
          rn: reg(instruction.then),
          rm: reg(instruction.otherwise),
          when: instruction.when,
        },
      ];
    case 'branch':
      return [{ op: 'b', target: instruction.target, ...(instruction.when && { when: instruction.when }) }];
    case 'branch-zero':
      return [{ op: instruction.zero ? 'cbz' : 'cbnz', size: instruction.size, rt: reg(instruction.reg), target: instruction.target }];
    case 'load':
      return [load(instruction, dst(instruction.dst), context)];
    case 'store':
      if (instruction.order === 'plain') return [access('str', instruction, reg(instruction.src), context)];
      return [{ op: 'stlr', size: instruction.size, rt: reg(instruction.src), rn: bareBase(instruction, instruction.address, context) }];
    case 'store-exclusive': {
      const rs = instruction.status === null ? ZR : dst(instruction.status);
      const form = { size: instruction.size, rs, rt: reg(instruction.src), rn: bareBase(instruction, instruction.address, context) };
      if (rs !== ZR && (rs === form.rt || rs === form.rn)) {
        return context.refuse(instruction, 'a store-exclusive whose status register is also its source or base is unpredictable');
      }
      return [{ op: instruction.order === 'release' ? 'stlxr' : 'stxr', ...form }];
    }
    case 'atomic':
      return atomic(instruction, context);
    case 'barrier':
      return [{ op: instruction.kind, domain: instruction.domain, access: instruction.access }];
  }
}

function isZero(operand: Operand): boolean {
  return operand.kind === 'imm' && operand.value === 0n;
}

/** As the assembler's `mov`: one instruction where 16 bits tell, else as many halves as there are. */
function moveImmediate(rd: number, value: bigint, size: Size): A64[] {
  const whole = BigInt.asUintN(size, value);
  const inverted = BigInt.asUintN(size, ~whole);
  if (whole >= 0x10000n && inverted < 0x10000n) return [{ op: 'movn', size, rd, imm: Number(inverted), shift: 0 }];
  const halves = Array.from({ length: size / 16 }, (_, i) => ({ imm: Number((whole >> BigInt(16 * i)) & 0xffffn), shift: 16 * i }));
  const set = halves.filter((half) => half.imm !== 0);
  const parts = set.length === 0 ? [{ imm: 0, shift: 0 }] : set;
  return parts.map((part, i) => ({ op: i === 0 ? 'movz' : 'movk', size, rd, ...part }));
}

function alu(form: Of<'alu'>, rd: number, reg: (operand: Operand) => number, context: LowerContext): A64 {
  const { kind, size, a, b, extend, shift = 0 } = form;
  if (kind === 'lsl' || kind === 'lsr' || kind === 'asr') {
    if (b.kind === 'reg') return context.refuse(form, 'a shift by a register is not lowered', 'shift by a constant');
    return { op: kind, size, rd, rn: reg(a), shift: Number(b.value) % size };
  }
  if (extend !== undefined) {
    if (kind !== 'add' && kind !== 'sub') return context.refuse(form, `${kind} of an extended register does not exist`);
    // Register 31 is the stack pointer in this form.
    return { op: `${kind}-extended`, size, rd: real(rd, context), rn: context.registers.operand(a), rm: reg(b), extend, shift };
  }
  if ((kind === 'add' || kind === 'sub') && b.kind === 'imm' && b.value >= 0n && b.value < 4096n && shift === 0) {
    return { op: `${kind}-imm`, size, rd: real(rd, context), rn: context.registers.operand(a), imm: Number(b.value) };
  }
  return { op: kind, size, rd, rn: reg(a), rm: reg(b), shift };
}

/** In place of the zero register where its number means the stack pointer. */
function real(rd: number, context: LowerContext): number {
  return rd === ZR ? context.registers.scratch() : rd;
}

function load(form: Of<'load'>, rt: number, context: LowerContext): A64 {
  if (form.order === 'plain' && !form.exclusive) return access('ldr', form, rt, context);
  const rn = bareBase(form, form.address, context);
  if (form.exclusive) return { op: form.order === 'plain' ? 'ldxr' : 'ldaxr', size: form.size, rt, rn };
  if (form.order === 'acquire') return { op: 'ldar', size: form.size, rt, rn };
  if (!context.features.has('rcpc')) return context.refuse(form, 'LDAPR needs Armv8.3 (rcpc), which this core is not known to have');
  return { op: 'ldapr', size: form.size, rt, rn };
}

function access(
  op: 'ldr' | 'str',
  form: Source & { readonly address: Address; readonly size: Size },
  rt: number,
  context: LowerContext,
): A64 {
  const { address, size } = form;
  const rn = context.registers.of(address.base);
  if (address.offset.kind === 'imm') {
    const imm = Number(address.offset.value);
    const scaled = imm / (size / 8);
    const fits = (imm >= -256 && imm < 256) || (Number.isInteger(scaled) && scaled >= 0 && scaled < 4096);
    return fits ? { op, size, rt, rn, imm } : context.refuse(form, `offset ${imm} does not fit the instruction`);
  }
  const shift = address.shift ?? 0;
  if (shift !== 0 && 1 << shift !== size / 8)
    return context.refuse(form, `an index can be shifted by 0 or by its access's ${size / 8} bytes`);
  return { op: `${op}-indexed`, size, rt, rn, rm: context.registers.of(address.offset.reg), extend: address.extend ?? 'lsl', shift };
}

/** Ordered, exclusive and atomic accesses know no offset. */
function bareBase(source: Source, address: Address, context: LowerContext): number {
  if (address.offset.kind === 'imm' && address.offset.value === 0n) return context.registers.of(address.base);
  return context.refuse(source, 'such an access takes a base register alone');
}

function atomic(form: Of<'atomic'>, context: LowerContext): A64[] {
  if (!context.features.has('lse'))
    return context.refuse(form, 'CAS, SWP and LDADD need Armv8.1 (lse), which this core is not known to have');
  const { size, acquire, release } = form;
  const { registers } = context;
  const rn = bareBase(form, form.address, context);
  const src = isZero(form.src) ? ZR : registers.operand(form.src);
  const result = form.dst === null ? ZR : registers.of(form.dst);
  if (form.kind !== 'compare-and-swap') {
    return [{ op: form.kind === 'swap' ? 'swp' : 'ldadd', size, acquire, release, rs: src, rt: result, rn }];
  }
  const compare = form.compare ?? { kind: 'imm', value: 0n };
  const same = compare.kind === 'reg' ? compare.reg === form.dst : form.dst === null && isZero(compare);
  if (!same) return context.refuse(form, 'CAS compares with the register that it loads');
  return [{ op: 'cas', size, acquire, release, rs: result, rt: src, rn }];
}
