import type { ConditionCode, Size } from '../program';
import { relative, type Encoded } from './assemble';

/** Number of a general register as the encoding counts: 0 rax, 1 rcx, 2 rdx, 3 rbx, 4 rsp, 5 rbp, 6 rsi, 7 rdi, 8 to 15. */
export type X86Register = number;

/** `displacement(base, index, 1 << shift)`. */
export interface X86Memory {
  readonly base: X86Register;
  readonly index?: X86Register;
  readonly shift?: number;
  readonly displacement: number;
}

export type X86Alu = 'add' | 'or' | 'and' | 'sub' | 'xor' | 'cmp';

/** The x86-64 instructions that lowering needs. Text is AT&T's: source before destination. */
export type X86 =
  | { readonly op: 'mov'; readonly size: Size; readonly dst: X86Register; readonly src: X86Register }
  /** Zero-extended when `size` is 32. */
  | { readonly op: 'mov-imm'; readonly size: Size; readonly dst: X86Register; readonly imm: bigint }
  /** The low half of `src`, sign-extended to 64 bits. */
  | { readonly op: 'movslq'; readonly dst: X86Register; readonly src: X86Register }
  | { readonly op: X86Alu; readonly size: Size; readonly dst: X86Register; readonly src: X86Register }
  | { readonly op: `${X86Alu}-imm`; readonly size: Size; readonly dst: X86Register; readonly imm: number }
  | { readonly op: 'shl' | 'shr' | 'sar'; readonly size: Size; readonly dst: X86Register; readonly shift: number }
  | { readonly op: 'cmov'; readonly size: Size; readonly dst: X86Register; readonly src: X86Register; readonly when: ConditionCode }
  | { readonly op: 'jmp'; readonly target: string; readonly when?: ConditionCode }
  | { readonly op: 'load' | 'store'; readonly size: Size; readonly reg: X86Register; readonly memory: X86Memory }
  | { readonly op: 'store-imm'; readonly size: Size; readonly imm: number; readonly memory: X86Memory }
  | { readonly op: 'lea'; readonly reg: X86Register; readonly memory: X86Memory }
  /** Locked, with or without the prefix. */
  | { readonly op: 'xchg' | 'lock-cmpxchg' | 'lock-xadd'; readonly size: Size; readonly reg: X86Register; readonly memory: X86Memory }
  | { readonly op: 'push' | 'pop'; readonly reg: X86Register }
  | { readonly op: 'mfence' | 'nop' | 'ret' };

const LOW_NAMES = ['ax', 'cx', 'dx', 'bx', 'sp', 'bp', 'si', 'di'];
const ALU: Record<X86Alu, number> = { add: 0, or: 1, and: 4, sub: 5, xor: 6, cmp: 7 };
const SHIFTS = { shl: 4, shr: 5, sar: 7 };
/** Flags of `cmp` mean the same here, but that carry is the borrow itself. */
const CONDITIONS: Record<ConditionCode, { code: number; name: string }> = {
  eq: { code: 4, name: 'e' },
  ne: { code: 5, name: 'ne' },
  hs: { code: 3, name: 'ae' },
  lo: { code: 2, name: 'b' },
  mi: { code: 8, name: 's' },
  pl: { code: 9, name: 'ns' },
  hi: { code: 7, name: 'a' },
  ls: { code: 6, name: 'be' },
  ge: { code: 13, name: 'ge' },
  lt: { code: 12, name: 'l' },
  gt: { code: 15, name: 'g' },
  le: { code: 14, name: 'le' },
};
const RAX: X86Register = 0;
const RSP_BITS = 4;
const RBP_BITS = 5;

export function x86Target(form: X86): string | undefined {
  return form.op === 'jmp' ? form.target : undefined;
}

/** True when `value` is a 32-bit operand that the processor sign-extends to `size`. */
export function isX86Immediate(value: bigint, size: Size): boolean {
  return size === 32 ? value >= -0x80000000n && value < 0x100000000n : value >= -0x80000000n && value < 0x80000000n;
}

/** `distance`: of a jump, to its target. */
export function encodeX86(form: X86, distance: number): Encoded {
  switch (form.op) {
    case 'mov':
      return registers(form.size, [0x89], form.src, form.dst, `mov${suffix(form.size)}`);
    case 'mov-imm':
      return moveImmediate(form);
    case 'movslq':
      return encoded(
        [rex(64, form.dst, 0, form.src), 0x63, modRegister(form.dst, form.src)],
        `movslq ${name(32, form.src)}, ${name(64, form.dst)}`,
      );
    case 'shl':
    case 'shr':
    case 'sar': {
      const operation = 0xc0 | (SHIFTS[form.op] << 3) | (form.dst & 7);
      const bytes = form.shift === 1 ? [0xd1, operation] : [0xc1, operation, form.shift];
      return encoded(
        [rex(form.size, 0, 0, form.dst), ...bytes],
        `${form.op}${suffix(form.size)} $${form.shift}, ${name(form.size, form.dst)}`,
      );
    }
    case 'cmov': {
      const { code, name: condition } = CONDITIONS[form.when];
      const bytes = [rex(form.size, form.dst, 0, form.src), 0x0f, 0x40 | code, modRegister(form.dst, form.src)];
      return encoded(bytes, `cmov${condition} ${name(form.size, form.src)}, ${name(form.size, form.dst)}`);
    }
    case 'jmp':
      return jump(form.when, distance);
    case 'load':
      return withMemory(
        form.size,
        [0x8b],
        form.reg,
        form.memory,
        [],
        `mov${suffix(form.size)} ${memoryText(form.memory)}, ${name(form.size, form.reg)}`,
      );
    case 'store':
      return withMemory(
        form.size,
        [0x89],
        form.reg,
        form.memory,
        [],
        `mov${suffix(form.size)} ${name(form.size, form.reg)}, ${memoryText(form.memory)}`,
      );
    case 'store-imm':
      return withMemory(
        form.size,
        [0xc7],
        0,
        form.memory,
        little(form.imm, 4),
        `mov${suffix(form.size)} $${form.imm}, ${memoryText(form.memory)}`,
      );
    case 'lea':
      return withMemory(64, [0x8d], form.reg, form.memory, [], `leaq ${memoryText(form.memory)}, ${name(64, form.reg)}`);
    case 'xchg':
      return withMemory(
        form.size,
        [0x87],
        form.reg,
        form.memory,
        [],
        `xchg${suffix(form.size)} ${name(form.size, form.reg)}, ${memoryText(form.memory)}`,
      );
    case 'lock-cmpxchg':
    case 'lock-xadd': {
      const opcode = [0x0f, form.op === 'lock-cmpxchg' ? 0xb1 : 0xc1];
      const text = `${form.op.slice(5)}${suffix(form.size)} ${name(form.size, form.reg)}, ${memoryText(form.memory)}`;
      const inner = withMemory(form.size, opcode, form.reg, form.memory, [], text);
      return { bytes: Uint8Array.of(0xf0, ...inner.bytes), text: `lock ${inner.text}` };
    }
    case 'push':
    case 'pop':
      return encoded([rex(32, 0, 0, form.reg), (form.op === 'push' ? 0x50 : 0x58) | (form.reg & 7)], `${form.op}q ${name(64, form.reg)}`);
    case 'mfence':
      return encoded([0x0f, 0xae, 0xf0], 'mfence');
    case 'nop':
      return encoded([0x90], 'nop');
    case 'ret':
      return encoded([0xc3], 'ret');
    default:
      return encodeAlu(form);
  }
}

function encodeAlu(form: Extract<X86, { op: X86Alu | `${X86Alu}-imm` }>): Encoded {
  if (!('imm' in form)) return registers(form.size, [(ALU[form.op] << 3) | 1], form.src, form.dst, `${form.op}${suffix(form.size)}`);
  const operation = form.op.slice(0, -'-imm'.length) as X86Alu;
  const text = `${operation}${suffix(form.size)} $${form.imm}, ${name(form.size, form.dst)}`;
  const prefix = rex(form.size, 0, 0, form.dst);
  const extension = 0xc0 | (ALU[operation] << 3) | (form.dst & 7);
  // Of a 32-bit operation $0xffffffff and $-1 are one operand, and the assembler takes the short form of both.
  const imm = form.size === 32 ? form.imm | 0 : form.imm;
  if (imm >= -128 && imm < 128) return encoded([prefix, 0x83, extension, imm & 0xff], text);
  if (form.dst === RAX) return encoded([prefix, (ALU[operation] << 3) | 5, ...little(imm, 4)], text);
  return encoded([prefix, 0x81, extension, ...little(imm, 4)], text);
}

function moveImmediate(form: Extract<X86, { op: 'mov-imm' }>): Encoded {
  const short = 0xb8 | (form.dst & 7);
  if (form.size === 32) {
    const imm = Number(BigInt.asUintN(32, form.imm));
    return encoded([rex(32, 0, 0, form.dst), short, ...little(imm, 4)], `movl $${imm}, ${name(32, form.dst)}`);
  }
  const imm = BigInt.asUintN(64, form.imm);
  const bytes = [...little(Number(imm & 0xffffffffn), 4), ...little(Number(imm >> 32n), 4)];
  return encoded([rex(64, 0, 0, form.dst), short, ...bytes], `movabsq $0x${imm.toString(16)}, ${name(64, form.dst)}`);
}

function jump(when: ConditionCode | undefined, distance: number): Encoded {
  const text = `${when === undefined ? 'jmp' : `j${CONDITIONS[when].name}`} ${relative(distance)}`;
  const near = distance - 2;
  if (near >= -128 && near < 128) return encoded([when === undefined ? 0xeb : 0x70 | CONDITIONS[when].code, near & 0xff], text);
  if (when === undefined) return encoded([0xe9, ...little(distance - 5, 4)], text);
  return encoded([0x0f, 0x80 | CONDITIONS[when].code, ...little(distance - 6, 4)], text);
}

/** Register to register: `reg` is the source, `rm` the destination. */
function registers(size: Size, opcode: readonly number[], reg: X86Register, rm: X86Register, mnemonic: string): Encoded {
  return encoded([rex(size, reg, 0, rm), ...opcode, modRegister(reg, rm)], `${mnemonic} ${name(size, reg)}, ${name(size, rm)}`);
}

function withMemory(
  size: Size,
  opcode: readonly number[],
  reg: X86Register,
  memory: X86Memory,
  tail: readonly number[],
  text: string,
): Encoded {
  const { base, index, displacement } = memory;
  // No displacement at all cannot be said with rbp or r13 as the base.
  const bare = displacement === 0 && (base & 7) !== RBP_BITS;
  const short = displacement >= -128 && displacement < 128;
  const mod = bare ? 0 : short ? 0x40 : 0x80;
  const offset = bare ? [] : little(displacement, short ? 1 : 4);
  const bytes = [rex(size, reg, index ?? 0, base), ...opcode];
  // rsp or r12 as the base, and any index, need the second byte; index 4 in it is none.
  if (index === undefined && (base & 7) !== RSP_BITS)
    return encoded([...bytes, mod | ((reg & 7) << 3) | (base & 7), ...offset, ...tail], text);
  const scale = ((memory.shift ?? 0) << 6) | (((index ?? RSP_BITS) & 7) << 3) | (base & 7);
  return encoded([...bytes, mod | ((reg & 7) << 3) | RSP_BITS, scale, ...offset, ...tail], text);
}

function modRegister(reg: X86Register, rm: X86Register): number {
  return 0xc0 | ((reg & 7) << 3) | (rm & 7);
}

/** The REX prefix, or `undefined` where none is needed. */
function rex(size: Size, reg: X86Register, index: X86Register, base: X86Register): number | undefined {
  const bits = (size === 64 ? 8 : 0) | (reg >= 8 ? 4 : 0) | (index >= 8 ? 2 : 0) | (base >= 8 ? 1 : 0);
  return bits === 0 ? undefined : 0x40 | bits;
}

function encoded(bytes: readonly (number | undefined)[], text: string): Encoded {
  return { bytes: Uint8Array.from(bytes.filter((byte) => byte !== undefined)), text };
}

function little(value: number, length: number): number[] {
  return [0, 8, 16, 24].slice(0, length).map((shift) => (value >>> shift) & 0xff);
}

function suffix(size: Size): string {
  return size === 32 ? 'l' : 'q';
}

function name(size: Size, register: X86Register): string {
  const low = LOW_NAMES[register];
  if (low === undefined) return `%r${register}${size === 32 ? 'd' : ''}`;
  return `%${size === 32 ? 'e' : 'r'}${low}`;
}

function memoryText(memory: X86Memory): string {
  const displacement = memory.displacement === 0 ? '' : String(memory.displacement);
  const index = memory.index === undefined ? '' : `,${name(64, memory.index)},${1 << (memory.shift ?? 0)}`;
  return `${displacement}(${name(64, memory.base)}${index})`;
}
