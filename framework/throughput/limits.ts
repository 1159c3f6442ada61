import { ConfigError } from '../errors/errors';

/** What a measurement must lie in; the bounds belong to it. */
export interface Limits {
  unit: string;
  min?: number | undefined;
  max?: number | undefined;
}

/** What is wrong with limits whatever they are for: the field and what is allowed. */
export function limitsIssue({ min, max }: Limits): { field: 'min' | 'max'; rule: string } | undefined {
  if (min === undefined && max === undefined)
    return { field: 'min', rule: 'min, max or both are wanted: limits without a bound would always pass' };
  if (min !== undefined && max !== undefined && min > max) return { field: 'min', rule: `at most max, ${max}` };
  return undefined;
}

/** Throws `ConfigError` for limits that cannot judge a measurement `id` in `unit`: 40 MB/s say nothing of a figure in microseconds. */
export function checkLimits(id: string, unit: string, limits: Limits | undefined): void {
  if (!limits) return;
  const issue = limits.unit === unit ? limitsIssue(limits) : { field: 'unit' as const, rule: `'${unit}', the unit that is measured` };
  if (!issue) return;
  throw new ConfigError(
    `limits of '${id}': ${issue.field} is ${JSON.stringify(limits[issue.field]) ?? 'missing'}: allowed is ${issue.rule}`,
    {
      fix: `correct limits['${id}'] in the board file or the suite`,
    },
  );
}

/** Whether `value` in `unit` lies within the limits, if there are any. Throws as `checkLimits`. */
export function withinLimits(id: string, value: number, unit: string, limits: Limits | undefined): boolean {
  checkLimits(id, unit, limits);
  return (limits?.min === undefined || value >= limits.min) && (limits?.max === undefined || value <= limits.max);
}

/** `at least 40 MB/s`, for a message. */
export function limitsText({ unit, min, max }: Limits): string {
  return [...(min === undefined ? [] : [`at least ${min}`]), ...(max === undefined ? [] : [`at most ${max}`])].join(', ') + ` ${unit}`;
}
