/** A run's seeds: one number in the record reproduces every pattern of the run. SplitMix32, so that neighbouring seeds share nothing. */
export class Seeds {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** The next seed, 32 bits. */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let z = this.#state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  }
}
