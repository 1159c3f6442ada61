/** Latencies in µs, of a non-empty sample in ns. Quantiles are nearest-rank; nothing is left out. */
export interface LatencySummary {
  n: number;
  median: number;
  quantiles: Record<'min' | 'p90' | 'p99' | 'p99.9' | 'max', number>;
}

export function doorbellSummary(samples: readonly number[]): LatencySummary {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (q: number): number =>
    (sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? Number.NaN) / 1000;
  return { n: sorted.length, median: at(0.5), quantiles: { min: at(0), p90: at(0.9), p99: at(0.99), 'p99.9': at(0.999), max: at(1) } };
}
