import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../../reports/history/database';
import type { IngestAll } from '../../reports/history/ingest';
import { acquireLock, lockOwner, type BoardLock } from '../board/lock';
import { HistoryUnavailable } from '../errors/errors';
import { visible } from '../record/visible';
import { HISTORY_FOLDER, RUNS_FOLDER } from '../record/run-id';
import type { CliContext } from './context';
import { failureOf } from './failure';

/** Ingesting a night of runs takes seconds. */
const LOCK_MS = 60_000;
const LOCK_AGAIN_MS = 100;

export interface History {
  readonly database: Database;
  /** What was taken into it just now. */
  readonly caughtUp: IngestAll;
}

export function runsFolderOf({ root, cwd }: CliContext, out: string | undefined): string {
  return out === undefined ? join(root, RUNS_FOLDER) : resolve(cwd, out);
}

/** Opens the history, takes what it does not have yet, and closes it however `work` ends. The embedded one is one process's at a time: others wait. */
export async function withHistory<T>(context: CliContext, out: string | undefined, work: (history: History) => Promise<T>): Promise<T> {
  const runsFolder = runsFolderOf(context, out);
  const url = context.env['AMP_HIL_DATABASE_URL'] || undefined;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a database is loaded for the commands that need one only
  const { openDatabase } = require('../../reports/history/database') as typeof import('../../reports/history/database');
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- as above
  const { ingestFolder } = require('../../reports/history/ingest') as typeof import('../../reports/history/ingest');
  const lock = url === undefined ? await historyLock(runsFolder) : undefined;
  try {
    const database = await openDatabase({ runsFolder, url });
    try {
      const caughtUp = await ingestFolder(database, runsFolder, (done, all) => {
        if (done % 25 === 0) context.err(`history: run ${done + 1} of ${all} that it does not have yet\n`);
      });
      for (const { reason } of caughtUp.refused) context.err(`history: left out: ${visible(reason)}\n`);
      return await work({ database, caughtUp });
    } finally {
      await database.close().catch(() => undefined); // It has gone away: what was wrong has been thrown.
    }
  } finally {
    await lock?.release();
  }
}

/** After a run: where there is a history, it is brought up to date. The run's result stands whatever comes of that; the next command takes what this one could not. */
export async function keepHistory(context: CliContext, out: string | undefined): Promise<void> {
  if (!context.env['AMP_HIL_DATABASE_URL'] && !existsSync(join(runsFolderOf(context, out), HISTORY_FOLDER))) return;
  try {
    await withHistory(context, out, () => Promise.resolve());
  } catch (error) {
    context.err(`history: not brought up to date: ${failureOf(error).text ?? ''}`);
  }
}

/** One folder has one lock, whatever links lead to it. */
function realPath(folder: string): string {
  return existsSync(folder) ? realpathSync(folder) : folder;
}

async function historyLock(runsFolder: string): Promise<BoardLock> {
  const key = `history-${createHash('sha256').update(realPath(runsFolder)).digest('hex').slice(0, 12)}`;
  const until = performance.now() + LOCK_MS;
  for (;;) {
    try {
      return await acquireLock(key, 'history');
    } catch (cause) {
      if ((cause as { code?: string }).code !== 'BoardUnavailable') throw cause;
      if (performance.now() < until) {
        await delay(LOCK_AGAIN_MS);
        continue;
      }
      const owner = await lockOwner(key);
      throw new HistoryUnavailable(
        `the history in ${runsFolder} is in use by ${owner ? `pid ${owner.pid} of ${owner.user}` : 'another process'}`,
        {
          cause,
          fix: 'wait for it to finish, or end that process; or give many users a PostgreSQL by AMP_HIL_DATABASE_URL',
        },
      );
    }
  }
}
