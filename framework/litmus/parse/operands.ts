import type { Arch, ConditionCode, Operand, Size } from '../program';
import { takeShift } from './address';
import { takeInteger } from './number';
import { source, takeRegister, takeSized } from './registers';
import type { Tokens } from './tokens';

export const CONDITION_CODES = new Map<string, ConditionCode>([
  ['EQ', 'eq'],
  ['NE', 'ne'],
  ['HS', 'hs'],
  ['CS', 'hs'],
  ['LO', 'lo'],
  ['CC', 'lo'],
  ['MI', 'mi'],
  ['PL', 'pl'],
  ['HI', 'hi'],
  ['LS', 'ls'],
  ['GE', 'ge'],
  ['LT', 'lt'],
  ['GT', 'gt'],
  ['LE', 'le'],
]);

export const COMMA = 'operands are divided by commas';

export function takeComma(tokens: Tokens): void {
  tokens.expect(',', COMMA);
}

/** `#imm` or a register of that many bits. */
export function takeOperand(tokens: Tokens, arch: Arch, size: Size): Operand {
  return tokens.accept('#') ? { kind: 'imm', value: takeInteger(tokens, 'a number', size) } : source(takeSized(tokens, arch, size));
}

export interface ShiftedOperand {
  readonly b: Operand;
  readonly extend?: 'sxtw' | 'uxtw';
  readonly shift?: number;
}

/** Last operand of ADD and kin: a number, a register, or one that is extended or shifted left. */
export function takeShifted(tokens: Tokens, arch: Arch, size: Size): ShiftedOperand {
  if (tokens.peek().text === '#') return { b: takeOperand(tokens, arch, size) };
  const register = takeRegister(tokens, arch);
  const b = source(register);
  const extended = register.size !== size;
  const supported = 'Rm, Rm,LSL #n, or a W register with SXTW or UXTW where the result is an X register';
  if (extended && size === 32) tokens.fail('a 64-bit register where one of 32 bits belongs', supported, register.token);
  if (!tokens.accept(',')) return extended ? tokens.fail('a 32-bit register without SXTW or UXTW', supported, register.token) : { b };
  const how = tokens.name('LSL, SXTW or UXTW', supported);
  if (how.text === 'LSL' && !extended) return { b, ...takeShift(tokens, true, BigInt(size - 1)) };
  if (how.text === 'SXTW' && extended) return { b, extend: 'sxtw', ...takeShift(tokens, false) };
  if (how.text === 'UXTW' && extended) return { b, extend: 'uxtw', ...takeShift(tokens, false) };
  return tokens.fail('not a shift or extension of this operand', supported, how);
}
