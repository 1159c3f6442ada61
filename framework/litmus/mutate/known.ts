import type { Known, Possible } from '../lower/possible';

/** The value, where it is known before the run. */
export function onlyValue(possible: Possible): Known | undefined {
  return 'values' in possible && possible.values.length === 1 ? possible.values[0] : undefined;
}

export function onlyInteger(possible: Possible): bigint | undefined {
  const value = onlyValue(possible);
  return value === undefined || value.location !== undefined ? undefined : value.value;
}

/** The location that an address is of, whatever the run brings. */
export function onlyLocation(possible: Possible): string | undefined {
  const value = onlyValue(possible);
  return value?.value === 0n ? value.location : undefined;
}
