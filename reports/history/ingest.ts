import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ConfigError } from '../../framework/errors/errors';
import { inOrder } from '../../framework/record/in-order';
import { readRecord } from '../../framework/record/reader';
import { RECORD_FILE, type MeasurementLine, type RecordLine } from '../../framework/record/schema';
import { viewRun, type RunView } from '../view/run-view';
import { sqlState, type Database, type Queries } from './database';

/** `changed`: a run that was still going on the last time, or whose record was put right since. */
export type Taken = 'new' | 'changed' | 'unchanged';

export interface Ingested {
  readonly run: string;
  readonly board: string;
  readonly taken: Taken;
}

export interface IngestAll {
  readonly ingested: readonly Ingested[];
  /** Runs whose record cannot be read, each with why. */
  readonly refused: readonly { readonly folder: string; readonly reason: string }[];
}

/** Takes a run's record into the history: all of it or nothing. The same record a second time changes nothing; one that has changed replaces what was taken of it. */
export async function ingest(database: Database, folder: string): Promise<Ingested> {
  const bytes = recordBytes(folder) ?? 0;
  const record = readRecord(folder);
  const lines = inOrder(record);
  const view = viewRun({ ...record, lines });
  try {
    return await database.transaction((queries) => take(queries, folder, bytes, lines, view));
  } catch (cause) {
    // Values that no column takes, as a NUL in a text: it is this record that is wrong, not the database.
    if (!/^(22|23|54)/.test(sqlState(cause) ?? '')) throw cause;
    const { message } = ((cause as Error).cause ?? cause) as Error;
    throw new ConfigError(`the record in ${folder} has what no database takes: ${message}`, { cause, fix: 'leave this run out' });
  }
}

async function take(queries: Queries, folder: string, bytes: number, lines: readonly RecordLine[], view: RunView): Promise<Ingested> {
  const { run, rig, counts, exit, measurements } = view;
  const digest = createHash('sha256').update(JSON.stringify(lines)).digest('hex');
  const [row] = await queries.query<{ fresh: boolean }>(
    `INSERT INTO run (id, board, started, profile, seed, commit_hash, emulated, faults, exit, pass, fail, broken, skipped, lines, digest, folder, bytes)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
       ON CONFLICT (id, board) DO UPDATE SET emulated = EXCLUDED.emulated, exit = EXCLUDED.exit, pass = EXCLUDED.pass, fail = EXCLUDED.fail,
         broken = EXCLUDED.broken, skipped = EXCLUDED.skipped, lines = EXCLUDED.lines, digest = EXCLUDED.digest,
         folder = EXCLUDED.folder, bytes = EXCLUDED.bytes
       WHERE run.digest <> EXCLUDED.digest AND run.lines <= EXCLUDED.lines
       RETURNING (xmax = 0) AS fresh`,
    [
      ...[run.id, run.board, run.started, run.profile, run.seed, run.commit, rig?.emulated ?? null, (run.faults ?? []).join(' '), exit],
      ...[counts.pass, counts.fail, counts.broken, counts.skipped, lines.length, digest, basename(folder), bytes],
    ],
  );
  const taken: Taken = row === undefined ? 'unchanged' : row.fresh ? 'new' : 'changed';
  if (taken === 'unchanged') await seenAgain(queries, view, digest, folder, bytes);
  if (taken === 'changed') await queries.query('DELETE FROM measurement WHERE run = $1 AND board = $2', [run.id, run.board]);
  if (taken !== 'unchanged') await insertMeasurements(queries, run, measurements);
  return { run: run.id, board: run.board, taken };
}

/** The same record, perhaps elsewhere; or one that has lost lines since it was taken. */
async function seenAgain({ query }: Queries, { run }: RunView, digest: string, folder: string, bytes: number): Promise<void> {
  const same = 'UPDATE run SET folder = $4, bytes = $5 WHERE id = $1 AND board = $2 AND digest = $3 RETURNING id';
  if ((await query(same, [run.id, run.board, digest, basename(folder), bytes])).length > 0) return;
  throw new ConfigError(`the record in ${folder} has fewer lines than were taken of it before`, {
    fix: 'restore it, or leave it: the history keeps what it has',
  });
}

/** In one statement. Of a measurement that was taken more than once in a run the last counts. */
async function insertMeasurements(
  { query }: Queries,
  run: { id: string; board: string },
  measurements: readonly MeasurementLine[],
): Promise<void> {
  const last = [...new Map(measurements.map((m) => [m.id, m])).values()];
  const column = <T>(of: (m: MeasurementLine) => T): T[] => last.map(of);
  await query(
    `INSERT INTO measurement (run, board, id, unit, median, low, high, n, result)
     SELECT $1, $2, * FROM unnest($3::text[], $4::text[], $5::float8[], $6::float8[], $7::float8[], $8::bigint[], $9::text[])`,
    [
      ...[run.id, run.board, column(({ id }) => id), column(({ unit }) => unit), column(({ median }) => median)],
      column(({ precision }) => precision?.interval?.low ?? null),
      column(({ precision }) => precision?.interval?.high ?? null),
      ...[column(({ n }) => n), column(({ result }) => result)],
    ],
  );
}

/**
 * Takes every run of a folder that the history does not have yet, oldest first. A record that cannot be read is named and the others are taken all the same. A
 * run that still goes on is taken as far as it is, and the rest the next time.
 */
export async function ingestFolder(
  database: Database,
  runsFolder: string,
  onRun: (done: number, all: number) => void = () => undefined,
): Promise<IngestAll> {
  const rows = await database.query<{ folder: string; bytes: number | string }>('SELECT folder, bytes FROM run');
  const known = new Map(rows.map(({ folder, bytes }) => [folder, Number(bytes)]));
  const folders = runFolders(runsFolder).filter((folder) => known.get(basename(folder)) !== recordBytes(folder));
  const ingested: Ingested[] = [];
  const refused: { folder: string; reason: string }[] = [];
  for (const [done, folder] of folders.entries()) {
    onRun(done, folders.length);
    try {
      ingested.push(await ingest(database, folder));
    } catch (error) {
      if ((error as { code?: string }).code !== 'ConfigError') throw error;
      refused.push({ folder, reason: (error as Error).message });
    }
  }
  return { ingested, refused };
}

function recordBytes(folder: string): number | undefined {
  return statSync(join(folder, RECORD_FILE), { throwIfNoEntry: false })?.size;
}

function runFolders(runsFolder: string): string[] {
  if (!existsSync(runsFolder)) return []; // Of a server's history one may ask without having run anything.
  return readdirSync(runsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(runsFolder, name))
    .filter((folder) => recordBytes(folder) !== undefined)
    .sort();
}
