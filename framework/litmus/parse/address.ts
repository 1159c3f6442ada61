import type { Address, Arch } from '../program';
import { takeInteger } from './number';
import { takeRegister } from './registers';
import type { Tokens } from './tokens';

/** `plain` and indexed forms, or the bare `[Xn]` alone that acquire, release, exclusive and atomic instructions have. */
export type AddressForms = 'all' | 'bare';

const SUPPORTED: Record<Arch, Record<AddressForms, string>> = {
  AArch64: { all: '[Xn], [Xn,#imm], [Xn,Xm], [Xn,Xm,LSL #n], [Xn,Wm,SXTW], [Xn,Wm,UXTW], [Xn],#imm', bare: '[Xn]' },
  ARM: { all: '[Rn], [Rn,#imm], [Rn,Rm], [Rn,Rm,LSL #n]', bare: '[Rn]' },
};

const NO_OFFSET: Address['offset'] = { kind: 'imm', value: 0n };

/** `[…]`, up to its closing bracket. */
export function takeAddress(tokens: Tokens, arch: Arch, forms: AddressForms): Address {
  const supported = SUPPORTED[arch][forms];
  tokens.expect('[', supported);
  const base = takeRegister(tokens, arch);
  if (base.reg === null || (arch === 'AArch64' && base.size !== 64)) tokens.fail('not a base register', supported, base.token);
  const address = { base: base.reg, ...(tokens.accept(',') ? takeOffset(tokens, arch, forms) : { offset: NO_OFFSET }) };
  tokens.expect(']', supported);
  if (tokens.peek().text === '!') tokens.fail('an address with write-back before the access', supported);
  return address;
}

function takeOffset(tokens: Tokens, arch: Arch, forms: AddressForms): Omit<Address, 'base'> {
  const supported = SUPPORTED[arch][forms];
  if (tokens.accept('#')) {
    const at = tokens.peek();
    const value = takeInteger(tokens, 'an offset', 32);
    if (forms === 'bare' && value !== 0n) tokens.fail('an offset that this instruction does not take', supported, at);
    return { offset: { kind: 'imm', value } };
  }
  if (forms === 'bare') tokens.fail('an offset that this instruction does not take', supported);
  const { reg, size, token } = takeRegister(tokens, arch);
  const offset: Address['offset'] = reg === null ? NO_OFFSET : { kind: 'reg', reg };
  const narrow = arch === 'AArch64' && size === 32;
  if (!tokens.accept(',')) {
    if (narrow) tokens.fail('a 32-bit offset register without SXTW or UXTW', supported, token);
    return { offset };
  }
  const how = tokens.name(narrow ? 'SXTW or UXTW' : 'LSL', supported);
  const shift = takeShift(tokens, how.text === 'LSL');
  if (how.text === 'LSL' && !narrow) return { offset, ...shift };
  if (how.text === 'SXTW' && narrow) return { offset, extend: 'sxtw', ...shift };
  if (how.text === 'UXTW' && narrow) return { offset, extend: 'uxtw', ...shift };
  return tokens.fail('not an extension of this offset register', supported, how);
}

/** `#n` after LSL, SXTW, UXTW. */
export function takeShift(tokens: Tokens, needed: boolean, most = 3n): { shift?: number } {
  if (!tokens.accept('#')) return needed ? tokens.fail('a shift was expected', 'LSL #n') : {};
  const at = tokens.peek();
  const value = takeInteger(tokens, 'a shift', 32);
  if (value < 0n || value > most) tokens.fail('not a shift', `#0 to #${most}`, at);
  return value === 0n ? {} : { shift: Number(value) };
}
