/** What a sample says, without assuming any distribution. */
export interface SampleSummary {
  n: number;
  median: number;
  quantiles: { min: number; p10: number; p90: number; p99: number; max: number };
}

/** Quantiles of a non-empty sorted sample, nearest-rank: each is a value that was seen. */
export function nearestRank(sorted: readonly number[]): (q: number) => number {
  return (q) => sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? Number.NaN;
}

/** Summary of a non-empty sample; quantiles are nearest-rank. */
export function summarise(sample: readonly number[]): SampleSummary {
  const sorted = [...sample].sort((a, b) => a - b);
  const at = nearestRank(sorted);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? at(0.5) : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
  return { n: sorted.length, median, quantiles: { min: at(0), p10: at(0.1), p90: at(0.9), p99: at(0.99), max: at(1) } };
}
