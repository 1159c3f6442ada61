/** Series in which nothing changes, for the tests that count false alarms: seeded, so that a rate is the same each time. */

export type Noise = 'normal' | 'heavy' | 'skewed';

/** `n` values around 100 whose noise has the standard deviation `spread`, a part of 100; of `heavy` the nine in ten that are near have it. */
export function synthetic(random: () => number, n: number, noise: Noise, spread: number): number[] {
  return Array.from({ length: n }, () => 100 * (1 + spread * draw(random, noise)));
}

function draw(random: () => number, noise: Noise): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  if (noise === 'normal') return normal;
  // One value in ten is ten times as far away, as where something else had the processor.
  if (noise === 'heavy') return normal * (random() < 0.1 ? 10 : 1);
  // Log-normal, moved to 0 and to a standard deviation of 1.
  return (Math.exp(normal / 2) - Math.exp(1 / 8)) / Math.sqrt(Math.exp(1 / 4) * (Math.exp(1 / 4) - 1));
}

/** Numbers in [0, 1) from a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}
