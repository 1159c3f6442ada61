import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../errors/errors';
import { isTaken, makeFolder } from './make-folder';
import { RECORD_FILE } from './schema';

/** Where runs are kept below the project's root, unless `--out` says otherwise. */
export const RUNS_FOLDER = join('reports', 'out');

/** The embedded history, beside the runs that it is made of. */
export const HISTORY_FOLDER = 'history';

const RUN_ID = /^\d{8}-\d{4}-[0-9a-f]{4}$/;

/** `20261124-0712-a1b2`: date and time of the start in UTC, then two random bytes. */
export function createRunId(start: Date, random: Buffer = randomBytes(2)): string {
  const [date = '', time = ''] = start.toISOString().split('T');
  return `${date.replaceAll('-', '')}-${time.slice(0, 5).replace(':', '')}-${random.toString('hex')}`;
}

/** Creates a new run's folder below `parent` and never takes one that is there. */
export function createRunFolder(parent: string, start: Date): { id: string; folder: string } {
  for (;;) {
    const id = createRunId(start);
    const folder = join(parent, id);
    try {
      makeFolder(parent);
      mkdirSync(folder);
      return { id, folder };
    } catch (cause) {
      if (isTaken(cause) && existsSync(folder)) continue;
      throw new ConfigError(`the run folder ${folder} cannot be created: ${cause instanceof Error ? cause.message : String(cause)}`, {
        cause,
        fix: 'choose a folder that you can write to with --out DIR',
      });
    }
  }
}

/** The folder of `run`, given as a run id below `parent`, as a folder, or as a record file. */
export function findRunFolder(run: string, parent: string): string {
  return RUN_ID.test(run) ? join(parent, run) : run.endsWith(RECORD_FILE) ? join(run, '..') : run;
}
