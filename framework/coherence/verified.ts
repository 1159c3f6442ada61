import type { Measurement } from '../throughput/bandwidth';

/** What the checks of a file have verified in all, in MiB, for the record: `pair.handoff.verified`. */
export function verifiedMeasurement(what: 'handoff' | 'region', runs: readonly { readonly verified: number }[]): Measurement {
  const mib = runs.reduce((sum, { verified }) => sum + verified, 0) / 2 ** 20;
  return {
    id: `pair.${what}.verified`,
    unit: 'MiB',
    n: runs.length,
    median: mib,
    quantiles: { max: mib },
    limits: undefined,
    result: 'pass',
  };
}
