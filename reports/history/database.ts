import { join } from 'node:path';
import { ConfigError, HistoryUnavailable } from '../../framework/errors/errors';
import { HISTORY_FOLDER } from '../../framework/record/run-id';
import { makeFolder } from '../../framework/record/make-folder';
import { HISTORY_VERSION, TABLES } from './tables';

export type Row = Record<string, unknown>;

export interface Queries {
  readonly query: <T extends Row>(sql: string, parameters?: readonly unknown[]) => Promise<T[]>;
}

/** PostgreSQL, embedded (PGlite) or a server's: one dialect of SQL, so that nothing else knows which. */
export interface Database extends Queries {
  /** Where it is, without a password, for messages. */
  readonly where: string;
  /** All of `work` or nothing of it. */
  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const CONNECT_MS = 10_000;
/** No statement of ours takes as long: the server is stuck. */
const STATEMENT_MS = 120_000;

export interface WhichDatabase {
  readonly runsFolder: string;
  /** Of a PostgreSQL server; undefined or empty: the embedded one in the folder. */
  readonly url: string | undefined;
  /** Longest time of a statement on a server; 0: any. */
  readonly statementMs?: number;
}

/** Opens the history of the runs in a folder, or the one at a URL, and makes its tables where there are none. One process at a time may have a folder's open. */
export async function openDatabase({ runsFolder, url, statementMs = STATEMENT_MS }: WhichDatabase): Promise<Database> {
  const database = url === undefined || url === '' ? await embedded(runsFolder) : await server(url, statementMs);
  try {
    await prepare(database);
  } catch (error) {
    await database.close().catch(() => undefined);
    throw error;
  }
  return database;
}

async function embedded(runsFolder: string): Promise<Database> {
  const where = join(runsFolder, HISTORY_FOLDER);
  makeFolder(runsFolder);
  try {
    const { PGlite } = await import('@electric-sql/pglite');
    const db = await PGlite.create({ dataDir: where });
    const queries = (on: Pick<typeof db, 'query'>): Queries => ({
      query: async <T extends Row>(sql: string, parameters: readonly unknown[] = []) => (await on.query<T>(sql, [...parameters])).rows,
    });
    return {
      where,
      ...queries(db),
      transaction: (work) => db.transaction((tx) => work(queries(tx))),
      close: () => db.close(),
    };
  } catch (cause) {
    throw new HistoryUnavailable(`the history in ${where} cannot be opened: ${textOf(cause)}`, {
      cause,
      fix: 'remove that folder: it is made again from the records beside it, baselines excepted',
    });
  }
}

async function server(url: string, statementMs: number): Promise<Database> {
  const where = withoutPassword(url);
  const { Client } = await import('pg');
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS, statement_timeout: statementMs });
  // Said by the query in progress, or by the next one.
  client.on('error', () => undefined);
  const away = (cause: unknown): HistoryUnavailable =>
    new HistoryUnavailable(`the history at ${where} cannot be reached: ${textOf(cause)}`, {
      cause,
      fix: 'see AMP_HIL_DATABASE_URL and that the server is up, then run this again: what was not taken is taken then',
    });
  await client.connect().catch((cause: unknown) => {
    throw away(cause);
  });
  const queries: Queries = {
    query: async <T extends Row>(sql: string, parameters: readonly unknown[] = []) => {
      try {
        return (await client.query<T>(sql, [...parameters])).rows;
      } catch (cause) {
        throw away(cause);
      }
    },
  };
  return {
    where,
    ...queries,
    transaction: async (work) => {
      await queries.query('BEGIN');
      try {
        const result = await work(queries);
        await queries.query('COMMIT');
        return result;
      } catch (error) {
        await client.query('ROLLBACK').catch(() => undefined); // It has gone away, and with it what was begun.
        throw error;
      }
    },
    close: () => client.end(),
  };
}

/** Two who come at once must not both make the tables: the second waits. A history of a newer version is not touched. */
async function prepare(database: Database): Promise<void> {
  await database.transaction(async ({ query }) => {
    await query('SELECT pg_advisory_xact_lock(7207201)');
    for (const sql of TABLES) await query(sql);
    const [row] = await query<{ version: number }>('SELECT version FROM amp_hil_version');
    if (row === undefined) await query('INSERT INTO amp_hil_version (version) VALUES ($1)', [HISTORY_VERSION]);
    else if (row.version !== HISTORY_VERSION)
      throw new ConfigError(
        `the history at ${database.where} is of version ${row.version}, this amp-hil knows version ${HISTORY_VERSION}`,
        {
          fix: 'use the amp-hil that wrote it, or another folder or database',
        },
      );
  });
}

/** No secret in a message, also where the URL is none. */
function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//').replace(/([?&]password=)[^&]*/gi, '$1…');
}

function textOf(cause: unknown): string {
  const text =
    cause instanceof AggregateError ? cause.errors.map(String).join('; ') : cause instanceof Error ? cause.message : String(cause);
  return text === '' ? 'no reason given' : text;
}
