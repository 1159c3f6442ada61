import type { MeasurementLine } from '../../framework/record/schema';
import { oneLine } from '../../framework/record/visible';

/** Three significant digits, never in exponent form. */
export function figure(value: number): string {
  const digits = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 6));
}

/** How much a figure has changed, as a part of it; of 0 nothing is a part. */
export function changeText(before: number, after: number): string {
  if (before === after) return '';
  if (before === 0) return `from 0 to ${figure(after)}`;
  const part = after / before - 1;
  return `${part >= 0 ? '+' : '-'}${Math.abs(100 * part).toFixed(1)} %`;
}

export function limitsText(limits: MeasurementLine['limits']): string {
  if (limits === null) return '';
  const texts = [limits.min === undefined ? '' : `≥ ${limits.min}`, limits.max === undefined ? '' : `≤ ${limits.max}`];
  return texts.filter((text) => text !== '').join(', ');
}

/** How far the median lies inside its limits, as a part of the limit. */
export function marginOf({ median, limits }: MeasurementLine): number {
  const parts = [
    ...(limits?.min === undefined ? [] : [(median - limits.min) / Math.abs(limits.min || 1)]),
    ...(limits?.max === undefined ? [] : [(limits.max - median) / Math.abs(limits.max || 1)]),
  ];
  return Math.min(...parts);
}

/** One measurement on one line. A figure from an emulated board never stands without its label. */
export function measurementText(m: MeasurementLine, emulated: boolean): string {
  const quantiles = Object.entries(m.quantiles).map(([name, value]) => `${oneLine(name)} ${figure(value)}`);
  const limits = limitsText(m.limits);
  return [
    `${m.id}: median ${figure(m.median)} ${oneLine(m.unit)}`,
    ...quantiles,
    `n ${m.n}`,
    ...(limits === '' ? [] : [`limit ${limits}: ${m.result}`]),
    ...(emulated ? ['[emulated]'] : []),
  ].join(', ');
}
