import type { MeasurementLine } from '../../framework/record/schema';
import { limitsText, marginOf } from '../summary/measurements';
import { BANDWIDTH_ID } from './bandwidth';
import { tableHtml, type Cell, type Source } from './csv';
import { html, type Html } from './html';
import { ROUND_TRIP_ID } from './latency';
import { STREAM_ID } from './streaming';

/** What has a section of its own. */
const CHARTED = [BANDWIDTH_ID, ROUND_TRIP_ID, STREAM_ID];

/** Every measurement that a limit judges, the narrowest margin first. */
export function limitsHtml(measurements: readonly MeasurementLine[], source: Source): Html {
  const judged = measurements
    .flatMap((m) => (m.limits && Number.isFinite(marginOf(m)) ? [{ m, margin: marginOf(m) }] : []))
    .sort((a, b) => a.margin - b.margin);
  if (judged.length === 0) return html``;
  return html`<p>The margin is how far the median lies inside the limit, as a part of it; below 0 it is outside.</p>
    ${tableHtml(
      {
        name: 'limits',
        head: ['measurement', 'median', 'unit', 'limit', 'margin %', 'n', 'result'],
        rows: judged.map(({ m, margin }): Cell[] => [m.id, m.median, m.unit, limitsText(m.limits), margin * 100, m.n, m.result]),
      },
      source,
    )}`;
}

/** Those that no chart has. */
export function otherMeasurementsHtml(measurements: readonly MeasurementLine[], source: Source): Html {
  const others = measurements.filter(({ id }) => !CHARTED.some((known) => known.test(id)));
  if (others.length === 0) return html``;
  const names = [...new Set(others.flatMap(({ quantiles }) => Object.keys(quantiles)))];
  return html`${tableHtml(
    {
      name: 'measurements',
      head: ['measurement', 'median', 'unit', 'n', ...names, 'result'],
      rows: others.map(({ id, median, unit, n, quantiles, result }): Cell[] => [
        id,
        median,
        unit,
        n,
        ...names.map((name) => quantiles[name]),
        result,
      ]),
    },
    source,
  )}`;
}
