import type { AluKind, ConditionCode, Size } from '../program';

/** What a register or a location holds: an integer (`base` -1), or the address of location `base` plus `bits`. */
export interface Word {
  readonly base: number;
  readonly bits: bigint;
}

export const ZERO: Word = { base: -1, bits: 0n };
export const ONE: Word = { base: -1, bits: 1n };

export function integer(bits: bigint, size: Size): Word {
  return { base: -1, bits: BigInt.asUintN(size, bits) };
}

/** Of an integer; an address stays whole. */
export function lowBits(word: Word, size: Size): Word {
  return word.base < 0 ? integer(word.bits, size) : word;
}

export function sameWord(a: Word, b: Word): boolean {
  return a.base === b.base && a.bits === b.bits;
}

/** Equal keys, equal words. */
export function wordKey({ base, bits }: Word): string {
  return base < 0 ? bits.toString() : `${base}+${bits}`;
}

/**
 * `undefined`: the result depends on where a location lies, which the model does not know (an address shifted, masked, cut in half).
 * What cancels an address (`EOR X0,X1,X1`, `SUB` of two addresses in one location) is an integer.
 */
export function alu(kind: AluKind, a: Word, b: Word, size: Size, addressSize: Size): Word | undefined {
  if (a.base < 0 && b.base < 0) return integer(ofIntegers(kind, BigInt.asUintN(size, a.bits), BigInt.asUintN(size, b.bits), size), size);
  if (sameWord(a, b)) {
    if (kind === 'eor' || kind === 'sub') return ZERO;
    if ((kind === 'and' || kind === 'orr') && size === addressSize) return a;
  }
  if (kind === 'sub' && a.base === b.base) return integer(a.bits - b.bits, size);
  if (size !== addressSize) return undefined;
  if (kind === 'add' && (a.base < 0 || b.base < 0)) return { base: Math.max(a.base, b.base), bits: BigInt.asUintN(size, a.bits + b.bits) };
  if (kind === 'sub' && b.base < 0) return { base: a.base, bits: BigInt.asUintN(size, a.bits - b.bits) };
  if (kind === 'orr' || kind === 'eor') {
    if (b.base < 0 && b.bits === 0n) return a;
    if (a.base < 0 && a.bits === 0n) return b;
  }
  if ((kind === 'lsl' || kind === 'lsr' || kind === 'asr') && b.base < 0 && b.bits === 0n) return a;
  return undefined;
}

/** Both in range for the size; the result may exceed it. */
function ofIntegers(kind: AluKind, a: bigint, b: bigint, size: Size): bigint {
  switch (kind) {
    case 'add':
      return a + b;
    case 'sub':
      return a - b;
    case 'and':
      return a & b;
    case 'orr':
      return a | b;
    case 'eor':
      return a ^ b;
    case 'lsl':
      return a << (b % BigInt(size));
    case 'lsr':
      return a >> (b % BigInt(size));
    case 'asr':
      return BigInt.asIntN(size, a) >> (b % BigInt(size));
  }
}

export function extended(word: Word, extend: 'sxtw' | 'uxtw', size: Size): Word | undefined {
  if (word.base >= 0) return undefined;
  return integer(extend === 'sxtw' ? BigInt.asIntN(32, word.bits) : BigInt.asUintN(32, word.bits), size);
}

/** NZCV of a comparison. Of an address and something that is not in its location only Z is known. */
export interface Flags {
  readonly z: boolean;
  readonly rest?: { readonly n: boolean; readonly c: boolean; readonly v: boolean };
}

/** `undefined`: two halves of addresses. */
export function compareWords(a: Word, b: Word, size: Size, addressSize: Size): Flags | undefined {
  if (a.base !== b.base) return size === addressSize ? { z: false } : undefined;
  const x = BigInt.asUintN(size, a.bits);
  const y = BigInt.asUintN(size, b.bits);
  // Where the location lies decides N, C and V of two addresses in it, unless they are the same one.
  if (a.base >= 0 && x !== y) return { z: false };
  const difference = BigInt.asUintN(size, x - y);
  const n = difference >> BigInt(size - 1) === 1n;
  return { z: difference === 0n, rest: { n, c: x >= y, v: BigInt.asIntN(size, x) < BigInt.asIntN(size, y) !== n } };
}

export function holds(when: ConditionCode, { z, rest }: Flags): boolean | undefined {
  if (when === 'eq') return z;
  if (when === 'ne') return !z;
  if (rest === undefined) return undefined;
  const { n, c, v } = rest;
  switch (when) {
    case 'hs':
      return c;
    case 'lo':
      return !c;
    case 'mi':
      return n;
    case 'pl':
      return !n;
    case 'hi':
      return c && !z;
    case 'ls':
      return !c || z;
    case 'ge':
      return n === v;
    case 'lt':
      return n !== v;
    case 'gt':
      return !z && n === v;
    case 'le':
      return z || n !== v;
  }
}
