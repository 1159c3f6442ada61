import { PATTERN } from '../../peer/jobs';
import { patternAt, type PatternFill } from '../../peer/pattern';

/** The bytes of a pattern from `off` on. */
export function patternBytes(fill: PatternFill, off: number, len: number): Uint8Array {
  const start = off - (off % 8);
  const words = Math.ceil((off + len - start) / 8);
  const bytes = fill.pattern === PATTERN.address ? addresses(fill, start, words) : wordByWord(fill, start, words);
  return bytes.subarray(off - start, off - start + len);
}

/** A whole window is filled with it, so it is made without a bigint a word: each 32-bit word is its own offset plus the seed. */
function addresses({ seed }: PatternFill, start: number, words: number): Uint8Array {
  const first = start + Number(BigInt.asUintN(32, BigInt(seed)));
  const made = new Uint32Array(words * 2);
  for (let i = 0; i < made.length; i++) made[i] = first + 4 * i;
  return new Uint8Array(made.buffer);
}

function wordByWord(fill: PatternFill, start: number, words: number): Uint8Array {
  const made = new BigUint64Array(words);
  for (let i = 0; i < words; i++) made[i] = patternAt(fill, 64, start + 8 * i);
  return new Uint8Array(made.buffer);
}
