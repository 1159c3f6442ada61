import type { Database } from './database';

export interface RunOfSeries {
  readonly id: string;
  readonly started: string;
  readonly profile: string;
  readonly emulated: boolean | null;
}

export interface Point {
  readonly run: string;
  readonly median: number;
}

export interface Series {
  readonly id: string;
  readonly unit: string;
  /** In the order of the runs; a run that did not take the measurement has none. */
  readonly points: readonly Point[];
}

export interface SeriesQuery {
  readonly board: string;
  /** Runs at the most, the latest. */
  readonly last: number;
  readonly profile?: string | undefined;
  /** Only runs up to this one. */
  readonly upTo?: string | undefined;
  /** Only runs after this one. */
  readonly after?: string | undefined;
}

/** A run as the database has it: PGlite and pg give a time as a Date. */
export type RunRow = { [key in keyof RunOfSeries]: key extends 'started' ? Date | string : RunOfSeries[key] };

export function runOfRow<T extends RunRow>(row: T): Omit<T, 'started'> & { started: string } {
  return { ...row, started: new Date(row.started).toISOString() };
}

/** The latest runs of a board, oldest first; a run in which something was broken on purpose says nothing about the board. */
export async function runsOf(database: Database, { board, last, profile, upTo, after }: SeriesQuery): Promise<RunOfSeries[]> {
  const rows = await database.query<RunRow>(
    `SELECT id, started, profile, emulated FROM run
     WHERE board = $1 AND faults = '' AND ($2::text IS NULL OR profile = $2)
       AND ($3::text IS NULL OR (started, id) <= (SELECT started, id FROM run WHERE id = $3 AND board = $1))
       AND ($4::text IS NULL OR (started, id) > (SELECT started, id FROM run WHERE id = $4 AND board = $1))
     ORDER BY started DESC, id DESC LIMIT $5`,
    [board, profile ?? null, upTo ?? null, after ?? null, last],
  );
  return rows.reverse().map(runOfRow);
}

/** The measurements of those runs, by name. `like`: a name, or one with `*` for any part of it. */
export async function seriesOf(database: Database, board: string, runs: readonly RunOfSeries[], like = '*'): Promise<Series[]> {
  const pattern = like.replace(/[\\%_]/g, '\\$&').replaceAll('*', '%');
  const rows = await database.query<{ run: string; id: string; unit: string; median: number }>(
    'SELECT run, id, unit, median FROM measurement WHERE board = $1 AND run = ANY($2) AND id LIKE $3',
    [board, runs.map(({ id }) => id), pattern],
  );
  const order = new Map(runs.map(({ id }, i) => [id, i]));
  const found = new Map<string, { unit: string; points: Point[] }>();
  for (const { run, id, unit, median } of rows) {
    const series = found.get(id) ?? { unit, points: [] };
    found.set(id, series);
    series.points.push({ run, median });
  }
  const place = ({ run }: Point): number => order.get(run) ?? 0;
  return [...found]
    .map(([id, { unit, points }]) => ({ id, unit, points: points.sort((a, b) => place(a) - place(b)) }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

export interface StoredRun extends RunOfSeries {
  readonly board: string;
  /** What was broken on purpose; empty: nothing. */
  readonly faults: string;
}

/** A run by its id; undefined where the history has none. */
export async function runById(database: Database, id: string): Promise<StoredRun | undefined> {
  const [row] = await database.query<RunRow & { board: string; faults: string }>(
    'SELECT id, board, started, profile, emulated, faults FROM run WHERE id = $1',
    [id],
  );
  return row && runOfRow(row);
}
