import type { ConditionCode, Domain } from '../program';
import { ARM_CONDITIONS } from './arm-conditions';
import { relative, word, type Encoded } from './assemble';

/** Number of a core register. */
export type ArmRegister = number;

/** The A32 instructions of ARMv7-R that lowering needs. `when` absent: always. */
export type Arm =
  /** `imm`: an 8-bit value rotated right by an even number, see `isArmImmediate`. */
  | { readonly op: 'mov-imm' | 'mvn-imm'; readonly rd: ArmRegister; readonly imm: number; readonly when?: ConditionCode }
  | { readonly op: 'movw' | 'movt'; readonly rd: ArmRegister; readonly imm: number }
  | { readonly op: 'mov'; readonly rd: ArmRegister; readonly rm: ArmRegister; readonly when?: ConditionCode }
  | { readonly op: 'lsl' | 'lsr' | 'asr'; readonly rd: ArmRegister; readonly rm: ArmRegister; readonly shift: number }
  | { readonly op: ArmAlu; readonly rd: ArmRegister; readonly rn: ArmRegister; readonly rm: ArmRegister; readonly shift: number }
  | { readonly op: `${ArmAlu}-imm`; readonly rd: ArmRegister; readonly rn: ArmRegister; readonly imm: number }
  | { readonly op: 'cmp'; readonly rn: ArmRegister; readonly rm: ArmRegister }
  | { readonly op: 'cmp-imm'; readonly rn: ArmRegister; readonly imm: number }
  | { readonly op: 'b'; readonly target: string; readonly when?: ConditionCode }
  | { readonly op: 'ldr' | 'str'; readonly rt: ArmRegister; readonly rn: ArmRegister; readonly imm: number }
  | {
      readonly op: 'ldr-indexed' | 'str-indexed';
      readonly rt: ArmRegister;
      readonly rn: ArmRegister;
      readonly rm: ArmRegister;
      readonly shift: number;
    }
  | { readonly op: 'ldrex'; readonly rt: ArmRegister; readonly rn: ArmRegister }
  | { readonly op: 'strex'; readonly rd: ArmRegister; readonly rt: ArmRegister; readonly rn: ArmRegister }
  | { readonly op: 'dmb' | 'dsb'; readonly domain: Domain; readonly access: 'full' | 'st' }
  /** Ascending registers, two at least: of one the assembler makes a store. */
  | { readonly op: 'push' | 'pop'; readonly registers: readonly ArmRegister[] }
  | { readonly op: 'isb' | 'nop' | 'bx-lr' };

export type ArmAlu = 'and' | 'eor' | 'sub' | 'rsb' | 'add' | 'orr';

const ALWAYS = 14;
const ALU: Record<ArmAlu, number> = { and: 0, eor: 1, sub: 2, rsb: 3, add: 4, orr: 12 };
const SHIFTS = { lsl: 0, lsr: 1, asr: 2 };
const BARRIERS: Record<Domain, number> = { osh: 3, nsh: 7, ish: 11, sy: 15 };

export function armTarget(form: Arm): string | undefined {
  return form.op === 'b' ? form.target : undefined;
}

/** The 12 bits of an immediate operand, with the smallest rotation, as the assembler chooses; `undefined` where there are none. */
function immediateBits(value: number): number | undefined {
  for (let rotation = 0; rotation < 16; rotation += 1) {
    const turned = rotation === 0 ? value >>> 0 : ((value << (2 * rotation)) | (value >>> (32 - 2 * rotation))) >>> 0;
    if (turned < 0x100) return (rotation << 8) | turned;
  }
  return undefined;
}

export function isArmImmediate(value: number): boolean {
  return immediateBits(value) !== undefined;
}

function conditional(when: ConditionCode | undefined, bits: number): number {
  return ((when === undefined ? ALWAYS : ARM_CONDITIONS[when]) << 28) | bits;
}

/** `distance`: of a branch, to its target. */
export function encodeArm(form: Arm, distance: number): Encoded {
  switch (form.op) {
    case 'mov-imm':
    case 'mvn-imm':
      return word(
        conditional(form.when, (form.op === 'mov-imm' ? 0x03a00000 : 0x03e00000) | (form.rd << 12) | (immediateBits(form.imm) ?? 0)),
        `${form.op.slice(0, 3)}${form.when ?? ''} r${form.rd}, #${form.imm >>> 0}`,
      );
    case 'movw':
    case 'movt': {
      const bits = (form.op === 'movw' ? 0x03000000 : 0x03400000) | ((form.imm >>> 12) << 16) | (form.rd << 12) | (form.imm & 0xfff);
      return word(conditional(undefined, bits), `${form.op} r${form.rd}, #${form.imm}`);
    }
    case 'mov':
      return word(conditional(form.when, 0x01a00000 | (form.rd << 12) | form.rm), `mov${form.when ?? ''} r${form.rd}, r${form.rm}`);
    case 'lsl':
    case 'lsr':
    case 'asr':
      return word(
        conditional(undefined, 0x01a00000 | (form.rd << 12) | (form.shift << 7) | (SHIFTS[form.op] << 5) | form.rm),
        `${form.op} r${form.rd}, r${form.rm}, #${form.shift}`,
      );
    case 'cmp':
      return word(conditional(undefined, 0x01500000 | (form.rn << 16) | form.rm), `cmp r${form.rn}, r${form.rm}`);
    case 'cmp-imm':
      return word(
        conditional(undefined, 0x03500000 | (form.rn << 16) | (immediateBits(form.imm) ?? 0)),
        `cmp r${form.rn}, #${form.imm >>> 0}`,
      );
    case 'b':
      // The program counter reads two instructions ahead.
      return word(conditional(form.when, 0x0a000000 | (((distance - 8) >> 2) & 0xffffff)), `b${form.when ?? ''} ${relative(distance)}`);
    case 'dmb':
    case 'dsb': {
      const option = `${form.domain === 'nsh' ? 'un' : form.domain}${form.access === 'st' ? 'st' : ''}`;
      const bits = (form.op === 'dmb' ? 0xf57ff050 : 0xf57ff040) | (BARRIERS[form.domain] - (form.access === 'st' ? 1 : 0));
      return word(bits, `${form.op} ${option === 'syst' ? 'st' : option}`);
    }
    case 'push':
    case 'pop':
      return word(
        (form.op === 'push' ? 0xe92d0000 : 0xe8bd0000) | form.registers.reduce((mask, register) => mask | (1 << register), 0),
        `${form.op} {${form.registers.map((register) => `r${register}`).join(', ')}}`,
      );
    case 'isb':
      return word(0xf57ff06f, 'isb sy');
    case 'nop':
      return word(0xe320f000, 'nop');
    case 'bx-lr':
      return word(0xe12fff1e, 'bx lr');
    case 'ldr':
    case 'str':
    case 'ldr-indexed':
    case 'str-indexed':
    case 'ldrex':
    case 'strex':
      return encodeAccess(form);
    default:
      return encodeAlu(form);
  }
}

function encodeAlu(form: Extract<Arm, { op: ArmAlu | `${ArmAlu}-imm` }>): Encoded {
  const operation = form.op.slice(0, 3) as ArmAlu;
  const bits = (ALU[operation] << 21) | (form.rn << 16) | (form.rd << 12);
  const start = `${operation} r${form.rd}, r${form.rn}`;
  if ('imm' in form)
    return word(conditional(undefined, 0x02000000 | bits | (immediateBits(form.imm) ?? 0)), `${start}, #${form.imm >>> 0}`);
  return word(
    conditional(undefined, bits | (form.shift << 7) | form.rm),
    `${start}, r${form.rm}${form.shift ? `, lsl #${form.shift}` : ''}`,
  );
}

function encodeAccess(form: Extract<Arm, { op: 'ldr' | 'str' | 'ldr-indexed' | 'str-indexed' | 'ldrex' | 'strex' }>): Encoded {
  const base = (form.rn << 16) | (form.rt << 12);
  switch (form.op) {
    case 'ldrex':
      return word(0xe1900f9f | base, `ldrex r${form.rt}, [r${form.rn}]`);
    case 'strex':
      return word(0xe1800f90 | (form.rn << 16) | (form.rd << 12) | form.rt, `strex r${form.rd}, r${form.rt}, [r${form.rn}]`);
    case 'ldr':
    case 'str': {
      const bits = (form.op === 'ldr' ? 0xe5100000 : 0xe5000000) | (form.imm < 0 ? 0 : 0x800000) | Math.abs(form.imm);
      return word(bits | base, `${form.op} r${form.rt}, [r${form.rn}${form.imm ? `, #${form.imm}` : ''}]`);
    }
    default: {
      const bits = (form.op === 'ldr-indexed' ? 0xe7900000 : 0xe7800000) | (form.shift << 7) | form.rm;
      return word(bits | base, `${form.op.slice(0, 3)} r${form.rt}, [r${form.rn}, r${form.rm}${form.shift ? `, lsl #${form.shift}` : ''}]`);
    }
  }
}
