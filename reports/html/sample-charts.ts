import type { RecordEvent } from '../../framework/record/schema';
import { SAMPLE_EVENTS } from '../view/sample-record';

const measured = (id: string, median: number, over: object = {}): RecordEvent => ({
  ...{
    type: 'measurement',
    t: 1,
    id,
    unit: 'MB/s',
    median,
    n: 8,
    quantiles: { min: median, p99: median, max: median },
    limits: null,
    result: 'none',
  },
  ...over,
});
const buckets: [number, number][] = [
  [10, 900],
  [400, 90],
  [800, 10],
];
/** A small run with something for every chart, for the tests of the page. */
export const CHARTED_EVENTS: readonly RecordEvent[] = [
  ...SAMPLE_EVENTS.slice(0, -1),
  ...[64, 4096].flatMap((size) => [measured(`r5.read.64.${size}`, size), measured(`r5.read.64.${size}.loaded`, size / 2)]),
  measured('r5.read.32.4096', 1000, { limits: { min: 900 }, result: 'pass' }),
  measured('linux-r5.stream.64.16', 50),
  measured('linux-r5.stream.1024.16', 90),
  measured('linux-r5.stream.64.16.duplex', 40),
  measured('linux-r5.rtt.4', 10, {
    unit: 'µs',
    n: 1000,
    clock: { source: 'CNTVCT_EL0', hz: 1e6, resolution: 1, overhead: 2 },
    distribution: { hz: 1e6, min: 10, max: 802, buckets },
  }),
  SAMPLE_EVENTS.at(-1) as RecordEvent,
];
