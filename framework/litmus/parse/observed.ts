import type { Arch, Observed } from '../program';
import { namedRegister, REGISTERS } from './registers';
import type { Tokens } from './tokens';

/** What the initial state, the condition and the locations clause may name. */
export interface Scope {
  readonly arch: Arch;
  readonly threads: number;
}

const OBSERVED = '0:X0, x or [x]';

/** `0:X0`, `x`, `[x]`. Whether the location exists is for the caller to say. */
export function takeObserved(tokens: Tokens, scope: Scope): Observed {
  if (tokens.peek().kind === 'integer') return takeThreadRegister(tokens, scope);
  if (tokens.accept('[')) {
    const location = tokens.name('a location', OBSERVED).text;
    tokens.expect(']', OBSERVED);
    return { kind: 'location', location };
  }
  return { kind: 'location', location: takeLocationName(tokens, scope, OBSERVED) };
}

export function takeLocationName(tokens: Tokens, { arch }: Scope, supported: string): string {
  const token = tokens.name('a location', supported);
  if (/[.%]/.test(token.text)) tokens.fail('not the name of a location', supported, token);
  if (namedRegister(arch, token.text) !== undefined) tokens.fail('a register without its thread', '0:X0 for register X0 of P0', token);
  return token.text;
}

export function takeThreadRegister(tokens: Tokens, { arch, threads }: Scope): Observed & { readonly kind: 'register' } {
  const number = tokens.take();
  if (!/^\d{1,3}$/.test(number.text) || Number(number.text) >= threads)
    tokens.fail('not a thread of this test', `0 to ${threads - 1}`, number);
  tokens.expect(':', OBSERVED);
  const token = tokens.peek();
  const register = token.kind === 'name' ? namedRegister(arch, token.text) : undefined;
  if (register === undefined || register.reg === null || (arch === 'AArch64' && register.size === 32))
    return tokens.fail(
      'not a register that can be named here',
      arch === 'AArch64' ? 'X0 to X30, or a symbolic one as %x0' : REGISTERS.ARM,
      token,
    );
  tokens.take();
  return { kind: 'register', thread: Number(number.text), reg: register.reg };
}
