import { Seeds } from '../../board/seeds';

/** Choices from one seed: the same seed, the same choices. */
export class Draw {
  readonly #seeds: Seeds;

  constructor(seed: number) {
    this.#seeds = new Seeds(seed);
  }

  /** A whole number from 0 to `count` - 1; 0 when there is no choice. */
  below(count: number): number {
    return Math.floor((this.#seeds.next() / 0x1_0000_0000) * Math.max(1, count));
  }

  /** True once in `count` times. */
  once(count: number): boolean {
    return this.below(count) === 0;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }

  seed(): number {
    return this.#seeds.next();
  }

  /** `width` bits. */
  value(width: number): bigint {
    return BigInt.asUintN(width, (BigInt(this.#seeds.next()) << 32n) | BigInt(this.#seeds.next()));
  }

  bytes(count: number): Uint8Array {
    const words = Uint32Array.from({ length: Math.ceil(count / 4) }, () => this.#seeds.next());
    return new Uint8Array(words.buffer, 0, count);
  }
}
