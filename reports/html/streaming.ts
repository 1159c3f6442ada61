import type { MeasurementLine } from '../../framework/record/schema';
import { figure } from '../summary/measurements';
import { bytes } from './bandwidth';
import { chartHtml, type Series } from './chart';
import { tableHtml, type Source } from './csv';
import { html, type Html } from './html';

interface Point {
  readonly pair: string;
  readonly size: number;
  readonly depth: number;
  readonly duplex: boolean;
  readonly m: MeasurementLine;
}

/** Measurements that this section shows. */
export const STREAM_ID = /^([a-z0-9-]+)\.stream\.(\d+)\.(\d+)(\.duplex)?$/;

/** Messages through rings: MB/s against the size of a message, by depth, one way and both at once. */
export function streamingHtml(measurements: readonly MeasurementLine[], source: Source): Html {
  const points = measurements.flatMap((m): Point[] => {
    const [, pair, size, depth, duplex] = STREAM_ID.exec(m.id) ?? [];
    return pair === undefined ? [] : [{ pair, size: Number(size), depth: Number(depth), duplex: duplex !== undefined, m }];
  });
  if (points.length === 0) return html``;
  const pairs = [...new Set(points.map(({ pair }) => pair))];
  const charts = pairs.map((pair) =>
    chartHtml(
      {
        name: `streaming-${pair}`,
        title: `${pair}: by size of a message and slots of the ring`,
        x: { name: 'message, bytes', log: 2, label: bytes },
        y: { name: 'MB/s', log: 10 },
        series: seriesOf(points.filter((point) => point.pair === pair && point.m.median > 0)),
      },
      source,
    ),
  );
  return html`<p>
      One producer and one consumer a ring, both polling. Every message carries its number and a CRC-32, made by the side that sends and
      checked by the side that takes; what that costs is in the figures. Dashed: messages go both ways at once.
    </p>
    <div class="charts">${charts}</div>
    ${tableHtml(
      {
        name: 'streaming',
        head: ['pair', 'message (B)', 'slots', 'ways', 'median MB/s', 'messages/s', 'n', 'result'],
        rows: points.map(({ pair, size, depth, duplex, m }) => [
          pair,
          size,
          depth,
          duplex ? 'both at once' : 'one',
          m.median,
          Math.round((m.median * 1e6) / size),
          m.n,
          m.result,
        ]),
      },
      source,
    )}`;
}

function seriesOf(points: readonly Point[]): Series[] {
  const depths = [...new Set(points.map(({ depth }) => depth))].sort((a, b) => a - b);
  return depths.flatMap((depth) =>
    [false, true].flatMap((duplex): Series[] => {
      const own = points.filter((point) => point.depth === depth && point.duplex === duplex).sort((a, b) => a.size - b.size);
      if (own.length === 0) return [];
      const name = depth === 1 ? '1 slot' : `${depth} slots`;
      return [
        {
          name: duplex ? `${name}, both ways` : name,
          ...(duplex && { dashedAs: name }),
          points: own.map(({ size, m }) => ({ x: size, y: m.median, text: `${figure(m.median)} MB/s, ${bytes(size)} a message` })),
        },
      ];
    }),
  );
}
