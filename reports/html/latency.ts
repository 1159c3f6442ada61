import { highestOf, type Distribution } from '../../framework/record/distribution';
import type { MeasurementLine } from '../../framework/record/schema';
import { figure } from '../summary/measurements';
import { bytes } from './bandwidth';
import { chartHtml, type Point, type Series } from './chart';
import { tableHtml, type Source } from './csv';
import { html, type Html } from './html';

/** Measurements that this section shows. */
export const ROUND_TRIP_ID = /^([a-z0-9-]+)\.rtt\.(\d+)$/;
const SHOWN = ['min', 'p90', 'p99', 'p99.9', 'max'] as const;
/** Beyond so many nines there is nothing but the maximum. */
const MOST_NINES = 6;

/** Round trips: the distribution of each size, seen towards its tail, and the percentiles. */
export function latencyHtml(measurements: readonly MeasurementLine[], source: Source): Html {
  const trips = measurements.flatMap((m) => {
    const [, pair, size] = ROUND_TRIP_ID.exec(m.id) ?? [];
    return pair === undefined ? [] : [{ pair, size: Number(size), m }];
  });
  if (trips.length === 0) return html``;
  const pairs = [...new Set(trips.map(({ pair }) => pair))];
  const charts = pairs.flatMap((pair) => {
    const series = trips
      .filter((trip) => trip.pair === pair && trip.m.distribution)
      .sort((a, b) => a.size - b.size)
      .map(({ size, m }): Series => ({ name: bytes(size), points: tail(m.distribution as Distribution) }));
    if (series.length === 0) return [];
    return [
      chartHtml(
        {
          name: `latency-${pair}`,
          title: `${pair}: round trips, from the median to the slowest`,
          x: { name: 'share of trips that were faster', label: nines },
          y: { name: 'µs', log: 10 },
          series,
          marks: false,
        },
        source,
      ),
    ];
  });
  const clocks = pairs.flatMap((pair) =>
    clockOf(
      pair,
      trips.filter((trip) => trip.pair === pair).flatMap(({ m }) => (m.clock ? [m.clock] : [])),
    ),
  );
  return html`<p>
      Both sides poll. Each trip is timed by itself on the side that sends; every trip counts but the first ones. Half a trip is not the
      time of one way. Of the distribution a value is at most 0.8 % too high.
    </p>
    <ul>
      ${clocks.map((text) => html`<li>${text}</li>`)}
    </ul>
    <div class="charts">${charts}</div>
    ${tableHtml(
      {
        name: 'latency',
        head: ['pair', 'payload (B)', 'n', 'median µs', ...SHOWN.map((name) => `${name} µs`), 'result'],
        rows: trips.map(({ pair, size, m }) => [pair, size, m.n, m.median, ...SHOWN.map((name) => m.quantiles[name]), m.result]),
      },
      source,
    )}`;
}

/** From the median on, x in nines: 1 is 90 %, 2 is 99 %. */
function tail({ hz, buckets, max }: Distribution): Point[] {
  const n = buckets.reduce((sum, [, count]) => sum + count, 0);
  let below = 0;
  return buckets.flatMap(([lowest, count], i): Point[] => {
    below += count;
    const share = below / n;
    const last = i === buckets.length - 1;
    if (share < 0.5) return [];
    const x = last ? Math.min(MOST_NINES, Math.log10(n)) : Math.min(MOST_NINES, -Math.log10(1 - share));
    const µs = (Math.min(max, last ? max : highestOf(lowest)) * 1e6) / hz;
    return [
      { x, y: µs, text: last ? `${figure(µs)} µs, the slowest of ${n}` : `${(share * 100).toPrecision(5)} % within ${figure(µs)} µs` },
    ];
  });
}

function nines(value: number): string {
  return value === 0 ? '0 %' : `${((1 - 10 ** -value) * 100).toPrecision(Math.max(2, Math.ceil(value)))} %`;
}

type Clock = NonNullable<MeasurementLine['clock']>;

/** What timed a pair: of several runs the least step and stamp that were seen. */
function clockOf(pair: string, clocks: readonly Clock[]): string[] {
  const [first] = clocks;
  if (!first) return [];
  const least = (of: (clock: Clock) => number): string =>
    `${figure((clocks.reduce((all, clock) => Math.min(all, of(clock)), Infinity) * 1e9) / first.hz)} ns`;
  return [
    `${pair}: timed by ${first.source}, ${figure(first.hz / 1e6)} MHz, least step ${least(({ resolution }) => resolution)}, a stamp takes ${least(({ overhead }) => overhead)}`,
  ];
}
