import { jsonLine } from '../../framework/record/bounded-text';
import type { MeasurementLine } from '../../framework/record/schema';
import { csvText, sourceOf, type Cell } from '../html/csv';
import type { RunView } from '../view/run-view';

/** All measurements of a run for other programs, as CSV and as JSON: the same figures, without the distributions, which the record has. */

/** Quantiles that procedures give; any other name comes behind them. */
const QUANTILES = ['min', 'p10', 'p90', 'p99', 'p99.9', 'max'];

export function measurementsCsv(view: RunView): string {
  const named = new Set(view.measurements.flatMap(({ quantiles }) => Object.keys(quantiles)));
  const names = [...QUANTILES, ...[...named].filter((name) => !QUANTILES.includes(name)).sort()];
  const head = [
    'measurement',
    'unit',
    'median',
    'low',
    'high',
    'level',
    'precise',
    'n',
    ...names,
    'limit min',
    'limit max',
    'result',
    'clock',
    'clock hz',
  ];
  const rows = view.measurements.map((m): Cell[] => [
    ...[m.id, m.unit, m.median, m.precision?.interval?.low, m.precision?.interval?.high, m.precision?.level, precise(m), m.n],
    ...names.map((name) => m.quantiles[name]),
    ...[m.limits?.min, m.limits?.max, m.result, m.clock?.source, m.clock?.hz],
  ]);
  return csvText({ name: 'measurements', head, rows }, sourceOf(view));
}

export function measurementsJson(view: RunView): string {
  const { board, run, emulated } = sourceOf(view);
  const measurements = view.measurements.map(({ id, unit, median, n, quantiles, limits, result, clock, precision, t }) => {
    return { id, unit, median, n, quantiles, limits, result, ...(clock && { clock }), ...(precision && { precision }), t };
  });
  return `${jsonLine({ board, run, emulated, profile: view.run.profile, seed: view.run.seed, started: view.run.started, measurements })}\n`;
}

function precise({ precision }: MeasurementLine): string {
  return precision === undefined ? '' : precision.reached ? 'yes' : 'no';
}
