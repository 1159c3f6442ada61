import { armTarget, encodeArm, isArmImmediate, type Arm, type ArmAlu } from '../code/arm';
import type { Item } from '../code/assemble';
import type { Address, Instruction, Operand, Size, Source } from '../program';
import type { Backend, LowerContext } from './backend';
import { INVERSE } from './inverse-condition';

type Of<Op extends Instruction['op']> = Extract<Instruction, { op: Op }>;

/** To A32 of ARMv7-R. sp, lr and pc stay what they are. */
export const arm: Backend<Arm> = {
  isa: 'armv7-r',
  wordSize: 32,
  order: [2, 3, 12, 0, 4, 5, 6, 7, 8, 9, 10, 11],
  calleeSaved: new Set([4, 5, 6, 7, 8, 9, 10, 11]),
  cell: 0,
  out: 1,
  encode: encodeArm,
  targetOf: armTarget,
  // CBZ and CBNZ exist in Thumb alone: compare and branch.
  clobbersFlags: (instruction) => instruction.op === 'branch-zero',
  lower,
  addressOf: (rd, offset) => [offset === 0 ? { op: 'mov', rd, rm: 0 } : { op: 'add-imm', rd, rn: 0, imm: offset }],
  constant: moveImmediate,
  storeOut: (rt, index) => ({ op: 'str', rt, rn: 1, imm: 4 * index }),
  save: (registers) => stack('push', registers),
  restore: (registers) => stack('pop', registers),
  leave: () => ({ op: 'bx-lr' }),
};

/** An even number, so that the stack stays 8-byte aligned; r12 beside a single one is free for it. */
function stack(op: 'push' | 'pop', registers: readonly number[]): Arm[] {
  if (registers.length === 0) return [];
  const even = registers.length % 2 === 0 ? registers : [...registers, 12];
  // What lies on the stack for r12 goes nowhere: the caller does not expect it back.
  return [{ op, registers: even.toSorted((a, b) => a - b) }];
}

function lower(instruction: Instruction, context: LowerContext): Item<Arm>[] {
  const { registers, refuse } = context;
  const dst = (name: string | null): number => (name === null ? registers.scratch() : registers.of(name));
  switch (instruction.op) {
    case 'nop':
    case 'isb':
      return [{ op: instruction.op }];
    case 'label':
      return [{ label: instruction.name }];
    case 'move':
      if (instruction.dst === null) return [{ op: 'nop' }];
      if (instruction.src.kind === 'imm') return moveImmediate(dst(instruction.dst), instruction.src.value);
      return [{ op: 'mov', rd: dst(instruction.dst), rm: registers.of(instruction.src.reg) }];
    case 'alu':
      return [alu(instruction, dst(instruction.dst), context)];
    case 'compare': {
      if (instruction.size === 64) return refuse(instruction, 'its registers have 32 bits, this compares 64');
      const imm = immediate(instruction.b);
      const rn = registers.operand(instruction.a);
      return [imm === undefined ? { op: 'cmp', rn, rm: registers.operand(instruction.b) } : { op: 'cmp-imm', rn, imm }];
    }
    case 'select':
      return select(instruction, dst(instruction.dst), context);
    case 'branch':
      return [{ op: 'b', target: instruction.target, ...(instruction.when && { when: instruction.when }) }];
    case 'branch-zero':
      if (instruction.size === 64) return refuse(instruction, 'its registers have 32 bits, this compares 64');
      return [
        { op: 'cmp-imm', rn: registers.operand(instruction.reg), imm: 0 },
        { op: 'b', target: instruction.target, when: instruction.zero ? 'eq' : 'ne' },
      ];
    case 'load': {
      atomicInOneAccess(instruction, context);
      if (instruction.order !== 'plain')
        return refuse(instruction, 'ARMv7 has no acquire load', 'a DMB after a plain load orders at least as much');
      const rt = dst(instruction.dst);
      return instruction.exclusive
        ? [{ op: 'ldrex', rt, rn: bareBase(instruction, instruction.address, context) }]
        : [access('ldr', instruction, rt, context)];
    }
    case 'store':
      atomicInOneAccess(instruction, context);
      if (instruction.order !== 'plain')
        return refuse(instruction, 'ARMv7 has no release store', 'a DMB before a plain store orders at least as much');
      return [access('str', instruction, registers.operand(instruction.src), context)];
    case 'store-exclusive': {
      atomicInOneAccess(instruction, context);
      if (instruction.order !== 'plain') return refuse(instruction, 'ARMv7 has no release store');
      const [rd, rt, rn] = [
        dst(instruction.status),
        registers.operand(instruction.src),
        bareBase(instruction, instruction.address, context),
      ];
      if (rd === rt || rd === rn)
        return refuse(instruction, 'a store-exclusive whose status register is also its source or base is unpredictable');
      return [{ op: 'strex', rd, rt, rn }];
    }
    case 'atomic':
      return refuse(instruction, 'ARMv7 has no single-instruction atomic access', 'write it with LDREX and STREX');
    case 'barrier':
      if (instruction.access === 'ld') return refuse(instruction, 'ARMv7 has no barrier of loads alone', 'the full barrier orders more');
      return [{ op: instruction.kind, domain: instruction.domain, access: instruction.access }];
  }
}

function atomicInOneAccess(form: Source & { readonly size: Size }, context: LowerContext): void {
  if (form.size === 64) context.refuse(form, 'a 64-bit access is not single-copy atomic there');
}

/** The value when it fits an instruction. */
function immediate(operand: Operand): number | undefined {
  if (operand.kind === 'reg') return undefined;
  const value = Number(BigInt.asUintN(32, operand.value));
  return isArmImmediate(value) ? value : undefined;
}

function moveImmediate(rd: number, value: bigint): Arm[] {
  const imm = Number(BigInt.asUintN(32, value));
  if (isArmImmediate(imm)) return [{ op: 'mov-imm', rd, imm }];
  if (isArmImmediate(~imm >>> 0)) return [{ op: 'mvn-imm', rd, imm: ~imm >>> 0 }];
  const low: Arm = { op: 'movw', rd, imm: imm & 0xffff };
  return imm >>> 16 === 0 ? [low] : [low, { op: 'movt', rd, imm: imm >>> 16 }];
}

const COMMUTES: ReadonlySet<string> = new Set(['add', 'and', 'orr', 'eor']);

/** 64-bit arithmetic in 32 bits where the low half of the result needs the low halves alone; addresses have no more here. */
function alu(form: Of<'alu'>, rd: number, context: LowerContext): Arm {
  const { kind, size, shift = 0 } = form;
  const { registers, refuse } = context;
  let { a, b } = form;
  if (kind === 'lsl' || kind === 'lsr' || kind === 'asr') {
    if (b.kind === 'reg') return refuse(form, 'a shift by a register is not lowered', 'shift by a constant');
    if (size === 64 && kind !== 'lsl') return refuse(form, 'its registers have 32 bits, this shifts 64');
    const count = Number(b.value) % size;
    const rm = registers.operand(a);
    // Nothing is left of the low half; what it depends on stays.
    if (count >= 32) return { op: 'and-imm', rd, rn: rm, imm: 0 };
    return count === 0 ? { op: 'mov', rd, rm } : { op: kind, rd, rm, shift: count };
  }
  if (a.kind === 'imm' && b.kind === 'reg' && shift === 0 && COMMUTES.has(kind)) [a, b] = [b, a];
  if (shift >= 32) return refuse(form, 'its registers have 32 bits, this shifts by more');
  const imm = shift === 0 ? immediate(b) : undefined;
  const op: ArmAlu = kind;
  const rn = registers.operand(a);
  return imm === undefined ? { op, rd, rn, rm: registers.operand(b), shift } : { op: `${op}-imm`, rd, rn, imm };
}

/** By conditional execution: the flags stay a dependency of the result, and no branch comes in. */
function select(form: Of<'select'>, rd: number, context: LowerContext): Arm[] {
  const move = (operand: Operand, when: 'always' | 'then' | 'otherwise'): Arm[] => {
    const condition = when === 'always' ? {} : { when: when === 'then' ? form.when : INVERSE[form.when] };
    const imm = immediate(operand);
    if (imm !== undefined) return [{ op: 'mov-imm', rd, imm, ...condition }];
    const rm = context.registers.operand(operand);
    return rm === rd ? [] : [{ op: 'mov', rd, rm, ...condition }];
  };
  if (form.then.kind === 'reg' && context.registers.of(form.then.reg) === rd) return move(form.otherwise, 'otherwise');
  return [...move(form.otherwise, 'always'), ...move(form.then, 'then')];
}

function access(op: 'ldr' | 'str', form: Source & { readonly address: Address }, rt: number, context: LowerContext): Arm {
  const { base, offset, shift = 0 } = form.address;
  const rn = context.registers.of(base);
  if (offset.kind === 'reg') return { op: `${op}-indexed`, rt, rn, rm: context.registers.of(offset.reg), shift };
  const imm = Number(offset.value);
  return Math.abs(imm) < 4096 ? { op, rt, rn, imm } : context.refuse(form, `offset ${imm} does not fit the instruction`);
}

/** Exclusive accesses know no offset. */
function bareBase(source: Source, address: Address, context: LowerContext): number {
  if (address.offset.kind === 'imm' && address.offset.value === 0n) return context.registers.of(address.base);
  return context.refuse(source, 'such an access takes a base register alone');
}
