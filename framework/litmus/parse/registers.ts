import type { Arch, Operand, Register, Size } from '../program';
import type { Token, Tokens } from './tokens';

/** A register as written: its whole name, and how many bits of it are meant. `reg` null: the zero register. */
export interface NamedRegister {
  readonly reg: Register | null;
  readonly size: Size;
}

export const REGISTERS: Record<Arch, string> = {
  AArch64: 'X0 to X30, W0 to W30, XZR, WZR, symbolic ones as %x0, X%x0 and W%x0',
  ARM: 'R0 to R14, symbolic ones as %x0',
};

const SYMBOLIC = /^([XW]?)(%[A-Za-z_]\w*)$/;

/** Undefined: no name of a register. */
export function namedRegister(arch: Arch, text: string): NamedRegister | undefined {
  const symbolic = SYMBOLIC.exec(text);
  if (arch === 'ARM') {
    if (symbolic && symbolic[1] === '') return { reg: text, size: 32 };
    return /^R(?:[0-9]|1[0-4])$/.test(text) ? { reg: text, size: 32 } : undefined;
  }
  if (symbolic) return { reg: symbolic[2] ?? text, size: symbolic[1] === 'W' ? 32 : 64 };
  if (text === 'XZR' || text === 'WZR') return { reg: null, size: text === 'XZR' ? 64 : 32 };
  if (!/^[XW](?:[0-9]|[12][0-9]|30)$/.test(text)) return undefined;
  return { reg: `X${text.slice(1)}`, size: text.startsWith('X') ? 64 : 32 };
}

/** The next token, a register. */
export function takeRegister(tokens: Tokens, arch: Arch): NamedRegister & { readonly token: Token } {
  const token = tokens.peek();
  const register = token.kind === 'name' ? namedRegister(arch, token.text) : undefined;
  if (register === undefined) tokens.fail('not a register', REGISTERS[arch]);
  return { ...register, token: tokens.take() };
}

/** A register of that many bits. */
export function takeSized(tokens: Tokens, arch: Arch, size: Size): NamedRegister {
  const register = takeRegister(tokens, arch);
  if (register.size !== size)
    tokens.fail(
      `a ${register.size}-bit register where one of ${size} bits belongs`,
      'registers of one size in an instruction',
      register.token,
    );
  return register;
}

/** As a source: the zero register is the number 0. */
export function source({ reg }: NamedRegister): Operand {
  return reg === null ? { kind: 'imm', value: 0n } : { kind: 'reg', reg };
}
