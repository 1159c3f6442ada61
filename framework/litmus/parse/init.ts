import type { Location, Register, Size, Value } from '../program';
import { takeInteger } from './number';
import { takeLocationName, takeThreadRegister, type Scope } from './observed';
import type { Span } from './sections';
import type { LitmusText } from './text';
import { Tokens, type Token } from './tokens';

export interface InitialState {
  /** In the order of their first mention. */
  readonly locations: readonly Location[];
  /** Of each thread. */
  readonly registers: readonly ReadonlyMap<Register, Value>[];
}

const FORM = '0:X1=x; x=1; int x=0; int64_t x; %x0=x; y=x, divided by ;';
const TYPES = new Map<string, Size>([
  ['int', 32],
  ['int32_t', 32],
  ['uint32_t', 32],
  ['int64_t', 64],
  ['uint64_t', 64],
]);
const ZERO: Value = { kind: 'int', value: 0n };

/** `uses`: for each thread the registers of its instructions; a symbolic register of no thread's name belongs to those that use it. */
export function readInit(source: LitmusText, span: Span, scope: Scope, uses: readonly ReadonlySet<Register>[]): InitialState {
  const tokens = new Tokens(source, span.from, span.to);
  const locations = new Map<string, Location | undefined>();
  const registers = uses.map(() => new Map<Register, Value>());
  const mention = (value: Value): Value => {
    if (value.kind === 'address' && !locations.has(value.location)) locations.set(value.location, undefined);
    return value;
  };
  const setRegister = (thread: number, reg: Register, value: Value, token: Token): void => {
    if (registers[thread]?.has(reg)) tokens.fail('a register that has its initial value already', 'each register once', token);
    registers[thread]?.set(reg, mention(value));
  };
  while (tokens.peek().kind !== 'end') {
    if (tokens.accept(';')) continue;
    const type = takeType(tokens);
    const token = tokens.peek();
    if (token.kind === 'integer') {
      const { thread, reg } = takeThreadRegister(tokens, scope);
      setRegister(thread, reg, takeValue(tokens, scope, type), token);
    } else if (token.text.startsWith('%')) {
      tokens.take();
      const value = takeValue(tokens, scope, type);
      const users = [...uses.keys()].filter((thread) => uses[thread]?.has(token.text));
      if (users.length === 0) tokens.fail('a symbolic register that no thread uses', 'registers of the table', token);
      for (const thread of users) setRegister(thread, token.text, value, token);
    } else {
      const bracketed = tokens.accept('[');
      const name = takeLocationName(tokens, scope, FORM);
      if (bracketed) tokens.expect(']', FORM);
      if (locations.get(name) !== undefined) tokens.fail('a location that has its initial value already', 'each location once', token);
      // Its place in the order is its own, before what its value names.
      locations.set(name, undefined);
      const initial = mention(takeValue(tokens, scope, type));
      locations.set(name, { name, initial, ...(type?.bits === undefined ? {} : { bits: type.bits }) });
    }
    if (tokens.peek().kind !== 'end') tokens.expect(';', FORM);
  }
  return { locations: [...locations].map(([name, location]) => location ?? { name, initial: ZERO }), registers };
}

interface Type {
  readonly bits?: Size;
}

/** A type is a name before what is set: another name, a thread's number, a star. */
function takeType(tokens: Tokens): Type | undefined {
  const token = tokens.peek();
  const next = tokens.peek(1);
  if (token.kind !== 'name' || !(next.kind === 'name' || next.kind === 'integer' || next.text === '*' || next.text === '['))
    return undefined;
  const bits = TYPES.get(token.text);
  if (bits === undefined) return tokens.fail('not a type that is read', `${[...TYPES.keys()].join(' ')}, and pointers to them`);
  tokens.take();
  return tokens.accept('*') ? {} : { bits };
}

/** `=value`; without one, what a type alone declares is 0. */
function takeValue(tokens: Tokens, scope: Scope, type: Type | undefined): Value {
  if (type !== undefined && tokens.peek().text !== '=') return ZERO;
  tokens.expect('=', FORM);
  if (tokens.peek().kind === 'integer') return { kind: 'int', value: takeInteger(tokens, 'a value', type?.bits) };
  tokens.accept('&');
  return { kind: 'address', location: takeLocationName(tokens, scope, FORM) };
}
