import type { MeasurementLine } from '../../framework/record/schema';
import { figure } from '../summary/measurements';
import { chartHtml, type Series } from './chart';
import { tableHtml, type Source } from './csv';
import { html, type Html } from './html';

interface Point {
  readonly side: string;
  readonly op: string;
  readonly width: number;
  readonly size: number;
  readonly loaded: boolean;
  readonly m: MeasurementLine;
}

/** Measurements that this section shows. */
export const BANDWIDTH_ID = /^([a-z0-9-]+)\.(read|write|copy-in|copy-out)\.(8|16|32|64|128)\.(\d+)(\.loaded)?$/;

/** Bandwidth against block size by operation, by width, and alone against beside the other side's load. */
export function bandwidthHtml(measurements: readonly MeasurementLine[], source: Source): Html {
  const points = measurements.flatMap(parsed);
  if (points.length === 0) return html``;
  const sides = [...new Set(points.map(({ side }) => side))];
  return html`<p>
      Medians of samples of 2 ms each, timed on the side itself; MB/s are 10<sup>6</sup> bytes a second. Dashed: while the other side writes
      elsewhere in the memory.
    </p>
    ${sides.map((side) =>
      sideHtml(
        side,
        points.filter((point) => point.side === side && point.m.median > 0),
        source,
      ),
    )}
    ${tableHtml(
      {
        name: 'bandwidth',
        head: ['side', 'operation', 'width (bit)', 'block (B)', 'load', 'median MB/s', 'low 95 %', 'high 95 %', 'n', 'result'],
        rows: points.map(({ side, op, width, size, loaded, m }) => [
          side,
          op,
          width,
          size,
          loaded ? 'other side writes' : 'alone',
          m.median,
          m.precision?.interval?.low,
          m.precision?.interval?.high,
          m.n,
          m.result,
        ]),
      },
      source,
    )}`;
}

/** Of what is above 0: a logarithm has no place for the rest, which is in the table. */
function sideHtml(side: string, points: readonly Point[], source: Source): Html {
  if (points.length === 0) return html``;
  const widths = [...new Set(points.map(({ width }) => width))].sort((a, b) => a - b);
  // The one that was measured at most sizes.
  const usual = widths.reduce((best, width) => (countOf(points, width) > countOf(points, best) ? width : best), widths[0] ?? 64);
  const ops = [...new Set(points.map(({ op }) => op))].sort();
  const bySize = ops
    .flatMap((op) => [false, true].map((loaded) => seriesOf(points, op, usual, loaded)))
    .filter(({ points: all }) => all.length > 0);
  const byWidth = ops.map((op): Series => {
    const own = points.filter((point) => point.op === op && !point.loaded && point.size === commonSize(points));
    return {
      name: op,
      points: own.sort((a, b) => a.width - b.width).map((point) => ({ x: point.width, y: point.m.median, text: said(point) })),
    };
  });
  const y = { name: 'MB/s', log: 10 } as const;
  const charts = [
    chartHtml(
      {
        name: `bandwidth-${side}`,
        title: `${side}: by block size, accesses of ${usual} bits`,
        x: { name: 'block, bytes', log: 2, label: bytes },
        y,
        series: bySize,
      },
      source,
    ),
    ...(widths.length > 1
      ? [
          chartHtml(
            {
              name: `width-${side}`,
              title: `${side}: by access width, blocks of ${bytes(commonSize(points))}`,
              x: { name: 'access, bits', log: 2 },
              y,
              series: byWidth,
            },
            source,
          ),
        ]
      : []),
  ];
  return html`<h3>${side}</h3>
    <div class="charts">${charts}</div>`;
}

/** The size at which most widths were measured. */
function commonSize(points: readonly Point[]): number {
  const counts = new Map<number, number>();
  for (const { size, loaded } of points) if (!loaded) counts.set(size, (counts.get(size) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? 0;
}

function countOf(points: readonly Point[], width: number): number {
  return points.filter((point) => point.width === width).length;
}

function seriesOf(points: readonly Point[], op: string, width: number, loaded: boolean): Series {
  const own = points.filter((point) => point.op === op && point.width === width && point.loaded === loaded).sort((a, b) => a.size - b.size);
  return {
    name: loaded ? `${op}, loaded` : op,
    ...(loaded && { dashedAs: op }),
    points: own.map((point) => ({ x: point.size, y: point.m.median, text: said(point) })),
  };
}

function said({ width, size, m }: Point): string {
  return `${figure(m.median)} MB/s, ${bytes(size)} at ${width} bits, n ${m.n}`;
}

function parsed(m: MeasurementLine): Point[] {
  const [, side, op, width, size, loaded] = BANDWIDTH_ID.exec(m.id) ?? [];
  if (side === undefined || op === undefined) return [];
  return [{ side, op, width: Number(width), size: Number(size), loaded: loaded !== undefined, m }];
}

/** `64 KiB` */
export function bytes(size: number): string {
  const [unit, per] = size >= 2 ** 20 ? ['MiB', 2 ** 20] : size >= 1024 ? ['KiB', 1024] : ['B', 1];
  return `${size / per} ${unit}`;
}
