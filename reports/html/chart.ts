import * as echarts from 'echarts';
import type { Source } from './csv';
import { html, trusted, type Html } from './html';

export interface Point {
  readonly x: number;
  readonly y: number;
  /** What a reader sees who points at it. */
  readonly text: string;
}

export interface Series {
  readonly name: string;
  readonly points: readonly Point[];
  /** Drawn dashed, in the colour of the series of this name: the same thing under load. */
  readonly dashedAs?: string;
}

export interface Axis {
  readonly name: string;
  readonly log?: 2 | 10;
  readonly label?: (value: number) => string;
}

export interface Chart {
  /** Letters, digits and hyphens. */
  readonly name: string;
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  /** A mark at each point; default true. */
  readonly marks?: boolean;
}

const [WIDTH, HEIGHT] = [760, 380];
/** Okabe and Ito's, which colour-blind readers tell apart, without the black. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#8a8a00', '#7a5fd0'];
/** Reads on a light page and on a dark one. */
const INK = '#7d8590';

/** The chart as SVG, drawn here, and where its points are, for the script that shows them. */
export function chartHtml(chart: Chart, { emulated }: Pick<Source, 'emulated'>): Html {
  const drawn = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  try {
    drawn.setOption(optionOf(chart));
    const svg = named(drawn.renderToSVGString(), chart.name);
    const points = chart.series.flatMap(({ name, points: all }, seriesIndex) =>
      all.map(({ x, y, text }) => {
        const [left = 0, top = 0] = drawn.convertToPixel({ seriesIndex }, [x, y]);
        return [Math.round(left), Math.round(top), `${name}: ${text}${emulated ? ' (emulated)' : ''}`];
      }),
    );
    return html`<figure class="chart" id="${chart.name}">
      <figcaption>${chart.title}${emulated ? html` <span class="emulated">emulated</span>` : html``}</figcaption>
      <div class="plot" data-points="${JSON.stringify(points)}">${trusted(svg)}</div>
    </figure> `;
  } finally {
    drawn.dispose();
  }
}

/** Ids and classes are counted through a process: two reports of one record would differ. Here they are counted through a chart. */
function named(svg: string, name: string): string {
  const seen = new Map<string, string>();
  return svg.replace(/\bzr\d+-[a-z]+(?:-\d+|\d+)/g, (id) => {
    if (!seen.has(id)) seen.set(id, `${name}__${seen.size}`);
    return seen.get(id) as string;
  });
}

function optionOf({ x, y, series, marks = true }: Chart): echarts.EChartsOption {
  // One that is drawn dashed only has its colour too.
  const plain = [...new Set(series.map(({ name, dashedAs }) => dashedAs ?? name))];
  return {
    animation: false,
    textStyle: { color: INK, fontFamily: 'system-ui, sans-serif' },
    grid: { left: 64, right: 24, top: 24, bottom: 84 },
    legend: { bottom: 0, data: plain.filter((name) => series.some((one) => one.name === name)), textStyle: { color: INK }, itemWidth: 22 },
    xAxis: { ...axisOf(x), min: 'dataMin', max: 'dataMax', nameLocation: 'middle', nameGap: 28 },
    yAxis: { ...axisOf(y), nameLocation: 'middle', nameGap: 48 },
    series: series.map(({ name, points, dashedAs }) => {
      const color = COLOURS[plain.indexOf(dashedAs ?? name) % COLOURS.length];
      return {
        type: 'line',
        name,
        color,
        symbolSize: 6,
        showSymbol: marks,
        lineStyle: { width: 2, color, type: dashedAs === undefined ? 'solid' : 'dashed' },
        data: points.map((point) => [point.x, point.y]),
      };
    }),
  };
}

function axisOf({ name, log, label }: Axis): object {
  return {
    name,
    ...(log === undefined ? { type: 'value', scale: true } : { type: 'log', logBase: log }),
    axisLine: { lineStyle: { color: INK } },
    axisLabel: { color: INK, ...(label && { formatter: label }) },
    splitLine: { lineStyle: { color: INK, opacity: 0.2 } },
  };
}
