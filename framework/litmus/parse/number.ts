import type { Tokens } from './tokens';

const LEAST = -(2n ** 63n);
const MOST = 2n ** 64n - 1n;

/** Value of an integer token; at most `bits` bits, signed or unsigned. */
export function takeInteger(tokens: Tokens, what: string, bits: 32 | 64 = 64): bigint {
  const token = tokens.peek();
  if (token.kind !== 'integer') tokens.fail(`${what} was expected`, 'a decimal number, or a hexadecimal one as 0x1f');
  const negative = token.text.startsWith('-');
  // Long enough for any 64 bits; a number of a thousand digits is not converted only to be refused.
  const digits = negative ? token.text.slice(1) : token.text;
  const value = digits.length > 24 ? MOST + 1n : negative ? -BigInt(digits) : BigInt(digits);
  const [least, most] = bits === 64 ? [LEAST, MOST] : [-(2n ** 31n), 2n ** 32n - 1n];
  if (value < least || value > most) tokens.fail('too large a number', `${bits} bits: ${least} to ${most}`);
  tokens.take();
  return value;
}
