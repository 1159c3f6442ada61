import type { BarrierAccess, ConditionCode, Domain, Size } from '../program';

/** Number of a general register; 31 is the zero register. */
export type A64Register = number;
export const ZR: A64Register = 31;

/** How a register offset is extended: whole, or its low half by sign or zero. */
export type A64Extend = 'lsl' | 'uxtw' | 'sxtw';

/** The AArch64 instructions that lowering needs. */
export type A64 =
  | { readonly op: 'movz' | 'movn' | 'movk'; readonly size: Size; readonly rd: A64Register; readonly imm: number; readonly shift: number }
  | { readonly op: 'mov'; readonly size: Size; readonly rd: A64Register; readonly rm: A64Register }
  | { readonly op: 'sxtw'; readonly rd: A64Register; readonly rn: A64Register }
  | {
      readonly op: 'add' | 'sub' | 'and' | 'orr' | 'eor';
      readonly size: Size;
      readonly rd: A64Register;
      readonly rn: A64Register;
      readonly rm: A64Register;
      readonly shift: number;
    }
  /** The second operand's low half, extended, then shifted by 0 to 4. */
  | {
      readonly op: 'add-extended' | 'sub-extended';
      readonly size: Size;
      readonly rd: A64Register;
      readonly rn: A64Register;
      readonly rm: A64Register;
      readonly extend: 'uxtw' | 'sxtw';
      readonly shift: number;
    }
  | { readonly op: 'add-imm' | 'sub-imm'; readonly size: Size; readonly rd: A64Register; readonly rn: A64Register; readonly imm: number }
  | { readonly op: 'lsl' | 'lsr' | 'asr'; readonly size: Size; readonly rd: A64Register; readonly rn: A64Register; readonly shift: number }
  | { readonly op: 'cmp'; readonly size: Size; readonly rn: A64Register; readonly rm: A64Register }
  | { readonly op: 'cmp-imm'; readonly size: Size; readonly rn: A64Register; readonly imm: number }
  | {
      readonly op: 'csel';
      readonly size: Size;
      readonly rd: A64Register;
      readonly rn: A64Register;
      readonly rm: A64Register;
      readonly when: ConditionCode;
    }
  | { readonly op: 'b'; readonly target: string; readonly when?: ConditionCode }
  | { readonly op: 'cbz' | 'cbnz'; readonly size: Size; readonly rt: A64Register; readonly target: string }
  | { readonly op: 'ldr' | 'str'; readonly size: Size; readonly rt: A64Register; readonly rn: A64Register; readonly imm: number }
  | {
      readonly op: 'ldr-indexed' | 'str-indexed';
      readonly size: Size;
      readonly rt: A64Register;
      readonly rn: A64Register;
      readonly rm: A64Register;
      readonly extend: A64Extend;
      /** By the access's size: 2 or 3; or 0. */
      readonly shift: number;
    }
  | { readonly op: 'ldar' | 'ldapr' | 'stlr' | 'ldxr' | 'ldaxr'; readonly size: Size; readonly rt: A64Register; readonly rn: A64Register }
  | { readonly op: 'stxr' | 'stlxr'; readonly size: Size; readonly rs: A64Register; readonly rt: A64Register; readonly rn: A64Register }
  /** CAS: `rs` compared and loaded, `rt` stored. SWP, LDADD: `rs` stored or added, `rt` loaded. */
  | {
      readonly op: 'cas' | 'swp' | 'ldadd';
      readonly size: Size;
      readonly acquire: boolean;
      readonly release: boolean;
      readonly rs: A64Register;
      readonly rt: A64Register;
      readonly rn: A64Register;
    }
  | { readonly op: 'dmb' | 'dsb'; readonly domain: Domain; readonly access: BarrierAccess }
  /** One 64-bit register on the stack, which stays 16-byte aligned. */
  | { readonly op: 'push' | 'pop'; readonly rt: A64Register }
  | { readonly op: 'isb' | 'nop' | 'ret' };
