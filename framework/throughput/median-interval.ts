/**
 * Where the median of what was sampled lies, without assuming any distribution. The level is that of one look at a sample of a size fixed before; who looks
 * again and again and stops at the first interval that is narrow is right less often, and so is who samples what changes while it goes on.
 */
export interface MedianInterval {
  /** Two values of the sample: the median lies between them with a probability of at least `LEVEL`. */
  readonly low: number;
  readonly high: number;
}

/** What was asked of a measurement's precision, and whether it came to that before its cap of samples. */
export interface Precision {
  /** Nominal probability that the median lies in the interval. */
  readonly level: number;
  /** Absent: too few samples for any interval. */
  readonly interval?: MedianInterval;
  /** Width of the interval as a part of the median. */
  readonly wanted: number;
  readonly reached: boolean;
}

export const LEVEL = 0.95;

/** Above so many values the binomial distribution is a normal one, and its terms would vanish. */
const NORMAL_FROM = 500;
/** Of a normal distribution, for `LEVEL`. */
const Z = 1.96;

/** By order statistics: the sign test turned round. Undefined below 6 samples, of which even the extremes leave more than 5 % outside. */
export function medianInterval(sorted: readonly number[]): MedianInterval | undefined {
  const n = sorted.length;
  const k = n > NORMAL_FROM ? Math.floor((n - Z * Math.sqrt(n)) / 2) : binomialRank(n);
  const [low, high] = [sorted[k - 1], sorted[n - k]];
  return k === 0 || low === undefined || high === undefined ? undefined : { low, high };
}

/** So many values may be left out at either end. */
function binomialRank(n: number): number {
  // P(at most k of n values lie below the median) for k = 0, 1, …
  let [term, below, k] = [Math.pow(0.5, n), 0, 0];
  for (; k < n / 2 && below + term <= (1 - LEVEL) / 2; k++) {
    below += term;
    term *= (n - k) / (k + 1);
  }
  return k;
}

/** Whether a sample's median is known as well as wanted. */
export function precisionOf(sample: readonly number[], median: number, wanted: number): Precision {
  const interval = medianInterval([...sample].sort((a, b) => a - b));
  if (!interval) return { level: LEVEL, wanted, reached: false };
  return { level: LEVEL, interval, wanted, reached: interval.high - interval.low <= wanted * median };
}
