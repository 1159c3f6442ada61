import { ConfigError } from '../../framework/errors/errors';
import type { Database } from './database';
import { runById, runOfRow, type RunOfSeries, type RunRow, type StoredRun } from './series';

/** Fewer than five, and no five runs after them can be told from chance. */
export const FEWEST = 5;
/** More make the test no better, and it counts all ways to choose them. */
const MOST = 50;

/** Makes these runs the baseline of their boards, in place of the one before. Nothing is changed when one of them is not fit for it. */
export async function setBaseline(database: Database, ids: readonly string[]): Promise<{ board: string; runs: string[] }[]> {
  const runs: StoredRun[] = [];
  for (const id of new Set(ids)) runs.push(await knownRun(database, id));
  const boards = [...new Set(runs.map(({ board }) => board))].map((board) => ({ board, runs: runs.filter((run) => run.board === board) }));
  for (const { board, runs: ofBoard } of boards) checkFit(board, ofBoard);
  await database.transaction(async ({ query }) => {
    await query('DELETE FROM baseline WHERE board = ANY($1)', [boards.map(({ board }) => board)]);
    for (const { id, board } of runs) await query('INSERT INTO baseline (run, board) VALUES ($1, $2)', [id, board]);
  });
  return boards.map(({ board, runs: ofBoard }) => ({ board, runs: ofBoard.map(({ id }) => id) }));
}

function checkFit(board: string, runs: readonly StoredRun[]): void {
  const broken = runs.find(({ faults }) => faults !== '');
  const profiles = [...new Set(runs.map(({ profile }) => profile))];
  const wrong =
    broken !== undefined
      ? `run ${broken.id} was broken on purpose (${broken.faults})`
      : profiles.length > 1
        ? `the runs are of profiles ${profiles.join(' and ')}`
        : runs.length < FEWEST || runs.length > MOST
          ? `${runs.length} run(s)`
          : undefined;
  if (wrong !== undefined)
    throw new ConfigError(`a baseline of board '${board}': ${wrong}`, {
      fix: `give ${FEWEST} to ${MOST} sound runs of one profile for each board`,
    });
}

export async function clearBaseline(database: Database, board: string): Promise<number> {
  return (await database.query('DELETE FROM baseline WHERE board = $1 RETURNING run', [board])).length;
}

/** Of one board, oldest first; empty where none was set. */
export async function baselineOf(database: Database, board: string): Promise<RunOfSeries[]> {
  const rows = await database.query<RunRow>(
    `SELECT r.id, r.started, r.profile, r.emulated FROM baseline b JOIN run r ON r.id = b.run AND r.board = b.board
     WHERE b.board = $1 ORDER BY r.started, r.id`,
    [board],
  );
  return rows.map(runOfRow);
}

export async function knownRun(database: Database, id: string): Promise<StoredRun> {
  const run = await runById(database, id);
  if (run !== undefined) return run;
  throw new ConfigError(`the history has no run '${id}'`, {
    fix: "give the id of a run in the runs' folder, as 'amp-hil trend' lists them",
  });
}
