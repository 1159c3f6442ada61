import type { Board } from '../board/declaration';
import { isAmpHilError, RecordLost } from '../errors/errors';
import { countTests, exitStatus, isEmpty } from '../record/exit-status';
import { gitCommit, hostFacts } from '../record/provenance';
import { linesOf, readRecord } from '../record/reader';
import { createRunFolder } from '../record/run-id';
import type { Profile } from '../record/schema';
import { RecordWriter } from '../record/writer';
import type { CliContext } from './context';
import type { JestOutcome } from './jest-process';

export interface BoardRun {
  readonly nameOrPath: string;
  /** With the faults of the command line. */
  readonly board: Board;
  /** The faults of the command line. */
  readonly faults: readonly string[];
  readonly files: readonly string[];
  /** What `--suite` asked for; none: all. */
  readonly only: readonly string[];
  readonly parent: string;
  readonly profile: Profile;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/** Runs the suites on one board and resolves to the run's folder; its record has an end then, whatever became of Jest. */
export async function runBoard(context: CliContext, run: BoardRun): Promise<string> {
  const started = new Date();
  const { id, folder } = createRunFolder(run.parent, started);
  const record = RecordWriter.create(folder, run.board.name, { t0: started.getTime() });
  record.write({
    type: 'run',
    t: 0,
    id,
    profile: run.profile,
    seed: run.seed,
    commit: gitCommit(context.root),
    started: started.toISOString(),
    host: hostFacts(),
    faults: run.board.faults,
    ...(run.only.length > 0 && { only: [...run.only] }),
  });
  // Closed before Jest begins: one process writes at a time.
  record.close();
  const broken = run.board.faults.length === 0 ? '' : `, broken on purpose: ${run.board.faults.join(', ')}`;
  context.err(`run ${id} on ${run.board.name}: profile ${run.profile}, seed ${run.seed}${broken}\n`);
  const request = {
    root: context.root,
    files: run.files,
    signal: run.signal,
    env: {
      AMP_HIL_BOARD: run.nameOrPath,
      AMP_HIL_RUN_DIR: folder,
      AMP_HIL_PROFILE: run.profile,
      AMP_HIL_SEED: String(run.seed),
      AMP_HIL_FAULTS: run.faults.join(','),
    },
  };
  const outcome = await context.runJest(request).catch(notStarted);
  const off = await switchedOff(context, run.board, outcome);
  await kept(folder, () => endRecord(folder, run, outcome, off));
  return folder;
}

/** Once a board was used, what goes wrong is no error of usage any more, whatever it would be before. */
export async function kept<T>(folder: string, write: () => T | Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    if (isAmpHilError(cause) && cause.code === 'RecordLost') throw cause;
    throw new RecordLost(`the record and reports of ${folder} are not whole: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

/** A Jest that was killed has switched nothing off. Gives what is to be said of it. */
async function switchedOff(context: CliContext, board: Board, { signal, killed }: JestOutcome): Promise<string> {
  if (!killed && signal === null) return '';
  try {
    await context.switchOff(board);
    return '; the board was switched off after it';
  } catch (error) {
    return `; is the board still on? ${error instanceof Error ? error.message : String(error)}`;
  }
}

function notStarted(error: unknown): JestOutcome {
  const failure = error instanceof Error ? error.message : String(error);
  return { code: null, signal: null, killed: false, failure };
}

/** Writes the end that Jest could not write, or the one that corrects it; the last end of a record counts. */
function endRecord(folder: string, { board, signal }: BoardRun, outcome: JestOutcome, off: string): void {
  const record = RecordWriter.create(folder, board.name);
  try {
    const read = readRecord(folder);
    const ended = linesOf(read, 'end').at(-1);
    const counts = countTests(linesOf(read, 'test'));
    const reason = problem(outcome, ended !== undefined, exitStatus(counts), signal, off) ?? (isEmpty(counts) ? 'no test ran' : undefined);
    if (ended?.status === 'broken' || (ended && reason === undefined)) return;
    record.write({
      type: 'end',
      status: reason === undefined ? 'completed' : 'broken',
      reason: reason ?? null,
      counts,
      exit: exitStatus(counts, reason !== undefined),
    });
  } finally {
    record.close();
  }
}

function problem(outcome: JestOutcome, ended: boolean, exit: number, interrupted: AbortSignal, off: string): string | undefined {
  if (outcome.failure !== undefined) return `Jest could not be started: ${outcome.failure}`;
  if (outcome.killed) return `interrupted by ${String(interrupted.reason)}; the teardown did not end and was killed${off}`;
  if (interrupted.aborted) return `interrupted by ${String(interrupted.reason)}${off}`;
  if (outcome.signal !== null) return `Jest was ended by ${outcome.signal}${off}`;
  if (!ended) return `Jest exited with ${outcome.code} and did not end the record; its output says why`;
  return outcome.code !== 0 && exit === 0 ? `Jest exited with ${outcome.code} although no test failed; its output says why` : undefined;
}
