import type { Instruction, Operand, Size } from '../program';

/** A value before the run: an integer, or the address of a location and an integer beyond it. */
export interface Known {
  readonly location?: string;
  readonly value: bigint;
}

/** What a register or location may hold: one of a few values, or anything (`address`: that may come of an address). */
export type Possible = { readonly values: readonly Known[] } | { readonly anything: true; readonly address: boolean };

/** More are taken as anything. */
const MOST = 16;

export const ZERO: Possible = { values: [{ value: 0n }] };
export const ANY_INTEGER: Possible = { anything: true, address: false };

export function integer(value: bigint): Possible {
  return { values: [{ value: BigInt.asUintN(64, value) }] };
}

export function mayBeAddress(possible: Possible): boolean {
  return 'anything' in possible ? possible.address : possible.values.some((each) => each.location !== undefined);
}

export function samePossible(a: Possible, b: Possible): boolean {
  if ('anything' in a || 'anything' in b) return 'anything' in a && 'anything' in b && a.address === b.address;
  return a.values.length === b.values.length && a.values.every((value) => includes(b.values, value));
}

function includes(values: readonly Known[], value: Known): boolean {
  return values.some((each) => each.location === value.location && each.value === value.value);
}

export function join(a: Possible, b: Possible): Possible {
  if ('anything' in a || 'anything' in b) return { anything: true, address: mayBeAddress(a) || mayBeAddress(b) };
  const values = [...a.values, ...b.values.filter((value) => !includes(a.values, value))];
  return values.length <= MOST ? { values } : { anything: true, address: mayBeAddress(a) || mayBeAddress(b) };
}

/** `f` of every value; a result that is `undefined` may be anything. */
function map(possible: Possible, f: (value: Known) => Known | undefined): Possible {
  if ('anything' in possible) return possible;
  return gather(possible.values.map(f), mayBeAddress(possible));
}

function gather(values: readonly (Known | undefined)[], address: boolean): Possible {
  const known = values.filter((value) => value !== undefined);
  if (known.length < values.length || known.length > MOST) return { anything: true, address };
  return known.map((value): Possible => ({ values: [value] })).reduce(join);
}

/** The low `size` bits; of an address's low half nothing is known. */
export function truncated(possible: Possible, size: Size): Possible {
  if (size === 64) return possible;
  return map(possible, (each) => (each.location === undefined ? { value: BigInt.asUintN(32, each.value) } : undefined));
}

export function extended(possible: Possible, extend: 'sxtw' | 'uxtw' | undefined): Possible {
  if (extend === undefined) return possible;
  const low = truncated(possible, 32);
  return extend === 'uxtw' ? low : map(low, (each) => ({ value: BigInt.asUintN(64, BigInt.asIntN(32, each.value)) }));
}

export function shifted(possible: Possible, shift: number): Possible {
  if (shift === 0) return possible;
  return map(possible, (each) => (each.location === undefined ? { value: BigInt.asUintN(64, each.value << BigInt(shift)) } : undefined));
}

export function sum(a: Possible, b: Possible): Possible {
  return combined(a, b, (x, y) => {
    if (x.location !== undefined && y.location !== undefined) return undefined;
    const location = x.location ?? y.location;
    return { ...(location !== undefined && { location }), value: BigInt.asUintN(64, x.value + y.value) };
  });
}

function combined(a: Possible, b: Possible, f: (x: Known, y: Known) => Known | undefined): Possible {
  const address = mayBeAddress(a) || mayBeAddress(b);
  if ('anything' in a || 'anything' in b) return { anything: true, address };
  return gather(
    a.values.flatMap((x) => b.values.map((y) => f(x, y))),
    address,
  );
}

type Alu = Extract<Instruction, { op: 'alu' }>;

/** `size`: at which the operation is done, which may be wider than the source's where it makes an address. */
export function aluResult(form: Alu, size: Size, a: Possible, b: Possible): Possible {
  if ((form.kind === 'eor' || form.kind === 'sub') && sameRegister(form.a, form.b) && !form.extend && !form.shift) return ZERO;
  if (form.kind === 'and' && (samePossible(a, ZERO) || samePossible(b, ZERO))) return ZERO;
  const second = shifted(extended(b, form.extend), form.shift ?? 0);
  if (form.kind === 'add') return truncated(sum(a, second), size);
  const result = combined(a, second, (x, y) => {
    if (y.location !== undefined) return undefined;
    if (x.location !== undefined) {
      return form.kind === 'sub' ? { location: x.location, value: BigInt.asUintN(64, x.value - y.value) } : undefined;
    }
    return { value: integerResult(form.kind, size, x.value, y.value) };
  });
  return truncated(result, size);
}

function sameRegister(a: Operand, b: Operand): boolean {
  return a.kind === 'reg' && b.kind === 'reg' && a.reg === b.reg;
}

/** Of integers alone. */
export function integerResult(kind: Alu['kind'], size: Size, a: bigint, b: bigint): bigint {
  const x = BigInt.asUintN(size, a);
  const count = BigInt(Number(BigInt.asUintN(size, b) % BigInt(size)));
  const results: Record<Alu['kind'], () => bigint> = {
    add: () => a + b,
    sub: () => a - b,
    and: () => a & b,
    orr: () => a | b,
    eor: () => a ^ b,
    lsl: () => x << count,
    lsr: () => x >> count,
    asr: () => BigInt.asIntN(size, a) >> count,
  };
  return BigInt.asUintN(size, results[kind]());
}
