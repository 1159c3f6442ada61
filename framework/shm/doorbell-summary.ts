import { nearestRank } from '../throughput/sample';

/** Latencies in µs, of a non-empty sample in ns. Quantiles are nearest-rank; nothing is left out. */
export interface LatencySummary {
  n: number;
  median: number;
  quantiles: Record<'min' | 'p90' | 'p99' | 'p99.9' | 'max', number>;
}

export function doorbellSummary(samples: readonly number[]): LatencySummary {
  const at = nearestRank(samples.map((ns) => ns / 1000).sort((a, b) => a - b));
  return { n: samples.length, median: at(0.5), quantiles: { min: at(0), p90: at(0.9), p99: at(0.99), 'p99.9': at(0.999), max: at(1) } };
}
