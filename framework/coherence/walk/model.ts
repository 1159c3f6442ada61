import { PATTERN, type JobResults } from '../../peer/jobs';
import { roundSeed, type PatternFill } from '../../peer/pattern';
import type { Content } from '../../shm/diagnosis';
import { elementAt } from '../../shm/element';
import { Draw } from './draw';
import type { Operation, Step } from './operation';
import { patternBytes } from './pattern-bytes';

/** What a step should find, where it finds something. */
export type Expected = Uint8Array | Pick<JobResults<'verify'>, 'mismatches' | 'firstOff' | 'expected' | 'got'> | undefined;

/** Data of a window: where a walk may go. */
export interface Window {
  readonly off: number;
  readonly len: number;
}

/** Most steps that a walk can have: each byte knows the number of its writer in 16 bits. */
export const MOST_STEPS = 0xffff;

/** Bytes of the private side of the job bench, which its copies out bring: `bench.c`. */
export const PRIVATE_BYTES = 1024;

/** The window as it should be: each byte, the step that wrote it, and what it was before. Offsets are of the region. */
export class ReferenceModel {
  readonly #bytes: Uint8Array;
  /** What each step overwrote, in order: how the past is told. */
  readonly #overwritten: { readonly off: number; readonly bytes: Uint8Array }[] = [];
  /** 0: the fill before the first step. */
  readonly #writer: Uint16Array;
  /** By step: what was filled with one pattern can be verified by it. */
  readonly #patterns = new Map<number, PatternFill>();

  /** Before the first step the window holds address-in-address. */
  constructor(
    readonly window: Window,
    seed: number,
  ) {
    const initial = { pattern: PATTERN.address, seed };
    this.#bytes = patternBytes(initial, window.off, window.len);
    this.#writer = new Uint16Array(window.len);
    this.#patterns.set(0, initial);
  }

  /** Does one step and says what it should find. `handoffSeed`: of a hand-off, once it has been made. */
  apply({ number, operation }: Step, handoffSeed = 0): Expected {
    const { off } = operation;
    switch (operation.kind) {
      case 'read':
        return this.at(off, operation.width / 8);
      case 'block-read':
        return this.at(off, operation.len);
      case 'verify':
        return this.verify({ pattern: PATTERN[operation.pattern], seed: operation.seed }, operation);
      case 'copy': {
        const bytes = this.at(operation.from, operation.len);
        this.#put(number, off, bytes);
        return bytes;
      }
      case 'fill':
        this.#fill(number, { pattern: PATTERN[operation.pattern], seed: operation.seed }, operation);
        return undefined;
      case 'hand-off':
        this.#fill(number, { pattern: PATTERN[operation.pattern], seed: roundSeed(handoffSeed, operation.rounds) }, operation);
        return undefined;
      case 'block-set':
        this.#fill(number, { pattern: PATTERN.constant, seed: BigInt(operation.byte) * 0x0101_0101_0101_0101n }, operation);
        return undefined;
      default:
        this.#put(number, off, bytesOf(operation));
        return undefined;
    }
  }

  /** A copy of what is there. */
  at(off: number, len: number): Uint8Array {
    return this.#bytes.slice(off - this.window.off, off - this.window.off + len);
  }

  /** Number of the step that wrote the byte; 0 for the fill before the first. */
  writerOf(off: number): number {
    return this.#writer[off - this.window.off] as number;
  }

  /** The first offset after `off` whose byte was written by another step; the end of the window where there is none. */
  nextWriter(off: number): number {
    const from = off - this.window.off;
    const writer = this.#writer[from];
    let to = from + 1;
    while (to < this.#writer.length && this.#writer[to] === writer) to++;
    return this.window.off + to;
  }

  patternOf(step: number): PatternFill | undefined {
    return this.#patterns.get(step);
  }

  /** What `width` bits at `off` are; undefined outside the window. */
  readonly written: Content = (width, off) => this.#element(width, off);

  /** What `width` bits at `off` were, `ago` writes to any of their bytes before now. */
  past(ago: number): Content {
    return (width, off) => {
      const count = width / 8;
      if (this.#element(width, off) === undefined) return undefined;
      const bytes = this.at(off, count);
      let left = ago;
      for (let i = this.#overwritten.length - 1; i >= 0 && left > 0; i--) {
        const { off: start, bytes: old } = this.#overwritten[i] as { off: number; bytes: Uint8Array };
        if (start + old.length <= off || off + count <= start) continue;
        for (let at = Math.max(off, start); at < Math.min(off + count, start + old.length); at++)
          bytes[at - off] = old[at - start] as number;
        left--;
      }
      return left === 0 ? elementAt(bytes, 0, width) : undefined;
    };
  }

  /** What the job verify says of a range, whatever is in it. */
  verify(fill: PatternFill, { off, len, width }: { off: number; len: number; width: number }): Exclude<Expected, Uint8Array | undefined> {
    const [pattern, held, step] = [patternBytes(fill, off, len), this.at(off, len), width / 8];
    const found = { mismatches: 0n, firstOff: 0n, expected: 0n, got: 0n };
    for (let at = 0; at < len; at += step) {
      let i = at;
      while (i < at + step && pattern[i] === held[i]) i++;
      if (i === at + step) continue;
      if (found.mismatches === 0n)
        Object.assign(found, {
          firstOff: BigInt(off + at),
          expected: elementAt(pattern, at, 8 * step),
          got: elementAt(held, at, 8 * step),
        });
      found.mismatches++;
    }
    return found;
  }

  #fill(step: number, fill: PatternFill, { off, len }: Window): void {
    this.#put(step, off, patternBytes(fill, off, len));
    this.#patterns.set(step, fill);
  }

  #put(step: number, off: number, bytes: Uint8Array): void {
    const at = off - this.window.off;
    this.#overwritten.push({ off, bytes: this.at(off, bytes.length) });
    this.#bytes.set(bytes, at);
    this.#writer.fill(step, at, at + bytes.length);
  }

  #element(width: number, off: number): bigint | undefined {
    const at = off - this.window.off;
    return at < 0 || at + width / 8 > this.#bytes.length ? undefined : elementAt(this.#bytes, at, width);
  }
}

/** The bytes that an operation writes, which depend on nothing but itself. */
export function bytesOf(operation: Extract<Operation, { kind: 'write' | 'block-write' | 'copy-out' }>): Uint8Array {
  switch (operation.kind) {
    case 'write':
      return Uint8Array.from({ length: operation.width / 8 }, (_, i) => Number((operation.value >> BigInt(8 * i)) & 0xffn));
    case 'block-write':
      return new Draw(operation.seed).bytes(operation.len);
    case 'copy-out':
      // Word i of the private side is i: `bench.c`.
      return Uint8Array.from({ length: operation.len }, (_, i) => (i % 8 === 0 ? i / 8 : 0));
  }
}
