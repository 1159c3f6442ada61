/**
 * A litmus test in memory: threads of instructions that are neutral to the ISA, locations with initial values, a condition on the final state.
 * Parser, builder and generator make it; the model judges it; lowering turns it into machine code. Data only.
 */

/** Instruction set that the test is written in, as `.litmus` files name it. It gives register names and the model, not the core that runs it. */
export type Arch = 'AArch64' | 'ARM';

/**
 * A register by its whole name: `X0` … `X30` (W0 is the low half of X0), `R0` … `R14`, or a symbolic one of the source (`%x0`).
 * The zero register is none: as a source it is the immediate 0, as a destination `null`.
 */
export type Register = string;

/** Bits of a register operation. */
export type Size = 32 | 64;

export type Operand = { readonly kind: 'imm'; readonly value: bigint } | { readonly kind: 'reg'; readonly reg: Register };

/** A value of the initial state or of the condition: an integer, or the address of a location. */
export type Value = { readonly kind: 'int'; readonly value: bigint } | { readonly kind: 'address'; readonly location: string };

/** `[base]`, `[base,#imm]`, `[base,Xm]`, `[base,Wm,SXTW]`; `shift` in bits. */
export interface Address {
  readonly base: Register;
  readonly offset: Operand;
  /** Of a register offset: how its low 32 bits are extended; absent: used whole. */
  readonly extend?: 'sxtw' | 'uxtw';
  readonly shift?: number;
}

export type Domain = 'sy' | 'osh' | 'ish' | 'nsh';
/** `full`, or DMB LD / DMB ST. */
export type BarrierAccess = 'full' | 'ld' | 'st';

export type ConditionCode = 'eq' | 'ne' | 'hs' | 'lo' | 'mi' | 'pl' | 'hi' | 'ls' | 'ge' | 'lt' | 'gt' | 'le';

export type AluKind = 'add' | 'sub' | 'and' | 'orr' | 'eor' | 'lsl' | 'lsr' | 'asr';

/** Where an instruction stands in its source. */
export interface Source {
  /** As written, blanks normalised: `LDR W2,[X3,W4,SXTW]`. */
  readonly text: string;
  /** Line of the file, from 1; absent for a built one. */
  readonly line?: number;
}

export type Instruction = Source &
  (
    | { readonly op: 'nop' }
    | { readonly op: 'label'; readonly name: string }
    /** MOV. `sxtw`: the low 32 bits of a register, sign-extended. */
    | { readonly op: 'move'; readonly dst: Register | null; readonly src: Operand; readonly size: Size; readonly extend?: 'sxtw' | 'uxtw' }
    /** `b` extended or shifted as in `ADD X0,X0,W4,SXTW` and `ADD X0,X1,X2,LSL #2`. */
    | {
        readonly op: 'alu';
        readonly kind: AluKind;
        readonly dst: Register | null;
        readonly a: Operand;
        readonly b: Operand;
        readonly size: Size;
        readonly extend?: 'sxtw' | 'uxtw';
        readonly shift?: number;
      }
    /** CMP: the flags of a - b. */
    | { readonly op: 'compare'; readonly a: Operand; readonly b: Operand; readonly size: Size }
    /** CSEL */
    | {
        readonly op: 'select';
        readonly dst: Register | null;
        readonly then: Operand;
        readonly otherwise: Operand;
        readonly when: ConditionCode;
        readonly size: Size;
      }
    /** B, B.cond: forward only; a loop is refused. `when` absent: always. */
    | { readonly op: 'branch'; readonly target: string; readonly when?: ConditionCode }
    /** CBZ, CBNZ */
    | { readonly op: 'branch-zero'; readonly reg: Operand; readonly zero: boolean; readonly target: string; readonly size: Size }
    /** LDR, LDAR (`acquire`), LDAPR (`acquire-pc`), LDXR/LDAXR/LDREX (`exclusive`). */
    | {
        readonly op: 'load';
        readonly dst: Register | null;
        readonly address: Address;
        readonly size: Size;
        readonly order: 'plain' | 'acquire' | 'acquire-pc';
        readonly exclusive: boolean;
      }
    /** STR, STLR (`release`). */
    | { readonly op: 'store'; readonly src: Operand; readonly address: Address; readonly size: Size; readonly order: 'plain' | 'release' }
    /** STXR, STLXR, STREX: 0 into `status` when it stored, else 1. */
    | {
        readonly op: 'store-exclusive';
        readonly status: Register | null;
        readonly src: Operand;
        readonly address: Address;
        readonly size: Size;
        readonly order: 'plain' | 'release';
      }
    /** SWP, CAS, LDADD with their A and L forms. CAS compares with `dst` and leaves the old value there; `compare` is what it was before. */
    | {
        readonly op: 'atomic';
        readonly kind: 'swap' | 'compare-and-swap' | 'add';
        /** The old value goes here; `null`: discarded (WZR, or STADD): such a read is NoRet. */
        readonly dst: Register | null;
        readonly src: Operand;
        /** Of a compare-and-swap only. */
        readonly compare?: Operand;
        readonly address: Address;
        readonly size: Size;
        readonly acquire: boolean;
        readonly release: boolean;
      }
    | { readonly op: 'barrier'; readonly kind: 'dmb' | 'dsb'; readonly domain: Domain; readonly access: BarrierAccess }
    | { readonly op: 'isb' }
  );

export interface Thread {
  /** Registers that are not 0 at the start. */
  readonly initial: ReadonlyMap<Register, Value>;
  readonly instructions: readonly Instruction[];
}

export interface Location {
  readonly name: string;
  readonly initial: Value;
  /** As declared, `int64_t x`; absent: no type was named, or a pointer. */
  readonly bits?: Size;
}

/** What a condition or a final state speaks of. */
export type Observed =
  { readonly kind: 'register'; readonly thread: number; readonly reg: Register } | { readonly kind: 'location'; readonly location: string };

/** A proposition on a final state. `and` of nothing is true, `or` of nothing false. */
export type Proposition =
  | { readonly op: 'equals'; readonly left: Observed; readonly right: Value }
  | { readonly op: 'not'; readonly term: Proposition }
  | { readonly op: 'and' | 'or'; readonly terms: readonly Proposition[] }
  | { readonly op: 'implies'; readonly premise: Proposition; readonly conclusion: Proposition };

export type Quantifier = 'exists' | '~exists' | 'forall';

export interface LitmusTest {
  readonly arch: Arch;
  readonly name: string;
  /** The quoted line below the name. */
  readonly doc?: string;
  /** `Key=value` lines, in their order. */
  readonly info: readonly (readonly [string, string])[];
  /** Every location, in the order of its first mention. */
  readonly locations: readonly Location[];
  readonly threads: readonly Thread[];
  /** The `locations` clause: observed beside what the condition names. */
  readonly observed: readonly Observed[];
  /** Final states that do not satisfy it are no states of the test. */
  readonly filter?: Proposition;
  readonly quantifier: Quantifier;
  readonly condition: Proposition;
  /** The condition as written, with its quantifier. */
  readonly conditionText: string;
  /** File that it was read from. */
  readonly file?: string;
}
