/** One promised figure beside its limit. */
export interface Figure {
  what: string;
  value: string;
  limit: string;
  ok: boolean;
}

export function figureLine({ what, value, limit, ok }: Figure): string {
  return `${ok ? 'ok  ' : 'MISS'} ${what}: ${value}  (limit ${limit})`;
}
