import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { PGlite } from '@electric-sql/pglite';
import type { Client as PgClient } from 'pg';
import { ConfigError, HistoryUnavailable } from '../../framework/errors/errors';
import { HISTORY_FOLDER } from '../../framework/record/run-id';
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
const CLOSE_MS = 2000;
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
  if (!existsSync(runsFolder))
    throw new ConfigError(`there are no runs: no folder ${runsFolder}`, {
      fix: "make one with 'amp-hil run', or give the folder of the runs by --out",
    });
  const where = join(runsFolder, HISTORY_FOLDER);
  let db: Pick<PGlite, 'query' | 'transaction' | 'close'>;
  try {
    const { PGlite: Embedded } = await import('@electric-sql/pglite');
    db = await Embedded.create({ dataDir: where });
  } catch (cause) {
    throw new HistoryUnavailable(`the history in ${where} cannot be opened: ${textOf(cause)}`, {
      cause,
      fix: 'remove that folder: it is made again from the records beside it, baselines excepted',
    });
  }
  const queries = (on: Pick<PGlite, 'query'>): Queries => ({
    query: async <T extends Row>(sql: string, parameters: readonly unknown[] = []) => {
      try {
        return (await on.query<T>(sql, [...parameters])).rows;
      } catch (cause) {
        throw failed(where, cause);
      }
    },
  });
  return { where, ...queries(db), transaction: (work) => db.transaction((tx) => work(queries(tx))), close: () => db.close() };
}

async function server(url: string, statementMs: number): Promise<Database> {
  const where = withoutPassword(url);
  const { Client } = await import('pg');
  let client: PgClient;
  try {
    client = new Client({
      ...{ connectionString: url, connectionTimeoutMillis: CONNECT_MS, keepAlive: true },
      // The server's own limit, and ours for a server that says nothing any more.
      ...(statementMs > 0 && { statement_timeout: statementMs, query_timeout: statementMs + CONNECT_MS }),
    });
  } catch (cause) {
    throw new ConfigError(`AMP_HIL_DATABASE_URL is '${where}': ${textOf(cause)}`, {
      cause,
      fix: 'give postgres://USER@HOST:PORT/DATABASE',
    });
  }
  // Said by the query in progress, or by the next one.
  client.on('error', () => undefined);
  await client.connect().catch((cause: unknown) => {
    throw failed(where, cause);
  });
  const queries: Queries = {
    query: async <T extends Row>(sql: string, parameters: readonly unknown[] = []) => {
      try {
        return (await client.query<T>(sql, [...parameters])).rows;
      } catch (cause) {
        throw failed(where, cause);
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
    // One that does not answer is not waited for.
    close: () => Promise.race([client.end(), delay(CLOSE_MS, undefined, { ref: false })]),
  };
}

/** The five characters in which PostgreSQL says what went wrong; undefined where it was not PostgreSQL that said so. */
export function sqlState(error: unknown): string | undefined {
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) return code;
  return cause === undefined ? undefined : sqlState(cause);
}

/** What a failed statement means: that the database is not there, or that it refuses. */
function failed(where: string, cause: unknown): HistoryUnavailable {
  const state = sqlState(cause);
  const away = state === undefined || /^(08|57P)/.test(state);
  return new HistoryUnavailable(`the history at ${where} ${away ? 'cannot be reached' : 'refuses'}: ${textOf(cause)}`, {
    cause,
    fix: away
      ? 'see AMP_HIL_DATABASE_URL and that the server is up, then run this again: what was not taken is taken then'
      : 'see that the user may make and change tables, and that the disk is not full, then run this again',
  });
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

/** No secret in a message, also where the URL is none, and where the password holds what should have been escaped. */
function withoutPassword(url: string): string {
  return url.replace(/\/\/.*@/, '//').replace(/([?&]password=)[^&]*/gi, '$1…');
}

function textOf(cause: unknown): string {
  const text =
    cause instanceof AggregateError ? cause.errors.map(String).join('; ') : cause instanceof Error ? cause.message : String(cause);
  return text === '' ? 'no reason given' : text;
}
