import type { BarrierAccess, Domain, Size } from '../program';
import { ZR, type A64, type A64Extend, type A64Register } from './aarch64-forms';
import { ARM_CONDITIONS } from './arm-conditions';
import { relative, word, type Encoded } from './assemble';

const EXTENDS: Record<A64Extend, number> = { lsl: 3, uxtw: 2, sxtw: 6 };
const DOMAINS: Record<Domain, number> = { osh: 0, nsh: 4, ish: 8, sy: 12 };
const ACCESSES: Record<BarrierAccess, number> = { ld: 1, st: 2, full: 3 };
const REGISTER_FORMS = { add: 0x0b000000, sub: 0x4b000000, and: 0x0a000000, orr: 0x2a000000, eor: 0x4a000000 };
const ORDERED_FORMS = { ldar: 0x88dffc00, stlr: 0x889ffc00, ldapr: 0xb8bfc000, ldxr: 0x885f7c00, ldaxr: 0x885ffc00 };
const WIDE_MOVES = { movz: 0x52800000, movn: 0x12800000, movk: 0x72800000 };

export function a64Target(form: A64): string | undefined {
  return 'target' in form ? form.target : undefined;
}

function name(size: Size, register: A64Register): string {
  return `${size === 32 ? 'w' : 'x'}${register === ZR ? 'zr' : register}`;
}

/** Of `op` the bit 31 that makes it 64 bits wide. */
function wide(size: Size, bits: number): number {
  return size === 64 ? bits | 0x80000000 : bits;
}

/** The option of DMB and DSB: `sy`, `st`, `ishld`. */
export function barrierOption(domain: Domain, access: BarrierAccess): string {
  if (access === 'full') return domain;
  return domain === 'sy' ? access : `${domain}${access}`;
}

/** `distance`: of a branch, to its target. */
export function encodeA64(form: A64, distance: number): Encoded {
  switch (form.op) {
    case 'movz':
    case 'movn':
    case 'movk':
      return word(
        wide(form.size, WIDE_MOVES[form.op] | ((form.shift / 16) << 21) | (form.imm << 5) | form.rd),
        `${form.op} ${name(form.size, form.rd)}, #${form.imm}${form.shift ? `, lsl #${form.shift}` : ''}`,
      );
    case 'mov':
      return word(wide(form.size, 0x2a0003e0 | (form.rm << 16) | form.rd), `mov ${name(form.size, form.rd)}, ${name(form.size, form.rm)}`);
    case 'sxtw':
      return word(0x93407c00 | (form.rn << 5) | form.rd, `sxtw ${name(64, form.rd)}, ${name(32, form.rn)}`);
    case 'b':
    case 'cbz':
    case 'cbnz':
      return encodeBranch(form, distance);
    case 'ldr':
    case 'str':
    case 'ldr-indexed':
    case 'str-indexed':
      return encodeAccess(form);
    case 'ldar':
    case 'ldapr':
    case 'stlr':
    case 'ldxr':
    case 'ldaxr':
      return word(
        sized(form.size, ORDERED_FORMS[form.op]) | (form.rn << 5) | form.rt,
        `${form.op} ${name(form.size, form.rt)}, [${name(64, form.rn)}]`,
      );
    case 'stxr':
    case 'stlxr':
      return word(
        sized(form.size, form.op === 'stxr' ? 0x88007c00 : 0x8800fc00) | (form.rs << 16) | (form.rn << 5) | form.rt,
        `${form.op} ${name(32, form.rs)}, ${name(form.size, form.rt)}, [${name(64, form.rn)}]`,
      );
    case 'cas':
    case 'swp':
    case 'ldadd':
      return encodeAtomic(form);
    case 'dmb':
    case 'dsb':
      return word(
        (form.op === 'dmb' ? 0xd50330bf : 0xd503309f) | ((DOMAINS[form.domain] | ACCESSES[form.access]) << 8),
        `${form.op} ${barrierOption(form.domain, form.access)}`,
      );
    case 'push':
      return word(0xf81f0fe0 | form.rt, `str ${name(64, form.rt)}, [sp, #-16]!`);
    case 'pop':
      return word(0xf84107e0 | form.rt, `ldr ${name(64, form.rt)}, [sp], #16`);
    case 'isb':
      return word(0xd5033fdf, 'isb');
    case 'nop':
      return word(0xd503201f, 'nop');
    case 'ret':
      return word(0xd65f03c0, 'ret');
    default:
      return encodeOperation(form);
  }
}

/** Of a load or store the bit 30 that makes it 64 bits wide. */
function sized(size: Size, bits: number): number {
  return size === 64 ? bits | 0x40000000 : bits;
}

type Operation = Extract<
  A64,
  { op: keyof typeof REGISTER_FORMS | `${'add' | 'sub'}-${'extended' | 'imm'}` | 'lsl' | 'lsr' | 'asr' | 'cmp' | 'cmp-imm' | 'csel' }
>;

function encodeOperation(form: Operation): Encoded {
  const size = form.size;
  const reg = (register: A64Register): string => name(size, register);
  switch (form.op) {
    case 'add-extended':
    case 'sub-extended': {
      const bits = (form.op === 'add-extended' ? 0x0b200000 : 0x4b200000) | (EXTENDS[form.extend] << 13) | (form.shift << 10);
      const operands = `${reg(form.rd)}, ${reg(form.rn)}, ${name(32, form.rm)}, ${form.extend}${form.shift ? ` #${form.shift}` : ''}`;
      return word(wide(size, bits | (form.rm << 16) | (form.rn << 5) | form.rd), `${form.op.slice(0, 3)} ${operands}`);
    }
    case 'add-imm':
    case 'sub-imm':
      return word(
        wide(size, (form.op === 'add-imm' ? 0x11000000 : 0x51000000) | (form.imm << 10) | (form.rn << 5) | form.rd),
        `${form.op.slice(0, 3)} ${reg(form.rd)}, ${reg(form.rn)}, #${form.imm}`,
      );
    case 'lsl':
    case 'lsr':
    case 'asr': {
      const [rotate, top] = form.op === 'lsl' ? [(size - form.shift) % size, size - 1 - form.shift] : [form.shift, size - 1];
      const bits = (form.op === 'asr' ? 0x13000000 : 0x53000000) | (size === 64 ? 0x00400000 : 0) | (rotate << 16) | (top << 10);
      return word(wide(size, bits | (form.rn << 5) | form.rd), `${form.op} ${reg(form.rd)}, ${reg(form.rn)}, #${form.shift}`);
    }
    case 'cmp':
      return word(wide(size, 0x6b00001f | (form.rm << 16) | (form.rn << 5)), `cmp ${reg(form.rn)}, ${reg(form.rm)}`);
    case 'cmp-imm':
      return word(wide(size, 0x7100001f | (form.imm << 10) | (form.rn << 5)), `cmp ${reg(form.rn)}, #${form.imm}`);
    case 'csel':
      return word(
        wide(size, 0x1a800000 | (form.rm << 16) | (ARM_CONDITIONS[form.when] << 12) | (form.rn << 5) | form.rd),
        `csel ${reg(form.rd)}, ${reg(form.rn)}, ${reg(form.rm)}, ${form.when}`,
      );
    default: {
      const operands = `${reg(form.rd)}, ${reg(form.rn)}, ${reg(form.rm)}${form.shift ? `, lsl #${form.shift}` : ''}`;
      const bits = REGISTER_FORMS[form.op] | (form.rm << 16) | (form.shift << 10) | (form.rn << 5) | form.rd;
      return word(wide(size, bits), `${form.op} ${operands}`);
    }
  }
}

function encodeBranch(form: Extract<A64, { target: string }>, distance: number): Encoded {
  const to = relative(distance);
  if (form.op !== 'b') {
    const bits = (form.op === 'cbz' ? 0x34000000 : 0x35000000) | (((distance / 4) & 0x7ffff) << 5) | form.rt;
    return word(wide(form.size, bits), `${form.op} ${name(form.size, form.rt)}, ${to}`);
  }
  if (form.when === undefined) return word(0x14000000 | ((distance / 4) & 0x3ffffff), `b ${to}`);
  return word(0x54000000 | (((distance / 4) & 0x7ffff) << 5) | ARM_CONDITIONS[form.when], `b.${form.when} ${to}`);
}

function encodeAccess(form: Extract<A64, { op: 'ldr' | 'str' | 'ldr-indexed' | 'str-indexed' }>): Encoded {
  const load = form.op.startsWith('ldr');
  const operation = load ? 'ldr' : 'str';
  const registers = (form.rn << 5) | form.rt;
  const [rt, rn] = [name(form.size, form.rt), name(64, form.rn)];
  if ('imm' in form) {
    const text = form.imm === 0 ? `${operation} ${rt}, [${rn}]` : `${operation} ${rt}, [${rn}, #${form.imm}]`;
    const scaled = form.imm / (form.size / 8);
    if (Number.isInteger(scaled) && scaled >= 0)
      return word(sized(form.size, load ? 0xb9400000 : 0xb9000000) | (scaled << 10) | registers, text);
    // LDUR, STUR: the assembler takes the same text.
    return word(sized(form.size, load ? 0xb8400000 : 0xb8000000) | ((form.imm & 0x1ff) << 12) | registers, text);
  }
  const bits =
    sized(form.size, load ? 0xb8600800 : 0xb8200800) |
    (form.rm << 16) |
    (EXTENDS[form.extend] << 13) |
    (form.shift ? 0x1000 : 0) |
    registers;
  const index = name(form.extend === 'lsl' ? 64 : 32, form.rm);
  const how = form.extend === 'lsl' && form.shift === 0 ? '' : `, ${form.extend}${form.shift ? ` #${form.shift}` : ''}`;
  return word(bits, `${operation} ${rt}, [${rn}, ${index}${how}]`);
}

function encodeAtomic(form: Extract<A64, { op: 'cas' | 'swp' | 'ldadd' }>): Encoded {
  const order = `${form.acquire ? 'a' : ''}${form.release ? 'l' : ''}`;
  const registers = (form.rs << 16) | (form.rn << 5) | form.rt;
  const bits =
    form.op === 'cas'
      ? 0x88a07c00 | (form.acquire ? 0x400000 : 0) | (form.release ? 0x8000 : 0)
      : (form.op === 'swp' ? 0xb8208000 : 0xb8200000) | (form.acquire ? 0x800000 : 0) | (form.release ? 0x400000 : 0);
  return word(
    sized(form.size, bits) | registers,
    `${form.op}${order} ${name(form.size, form.rs)}, ${name(form.size, form.rt)}, [${name(64, form.rn)}]`,
  );
}
