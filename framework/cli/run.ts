import { randomInt } from 'node:crypto';
import { relative } from 'node:path';
import { Option } from 'commander';
import { writeReports, type WrittenReports } from '../../reports/write-reports';
import { withFaults } from '../board/define-board';
import { faultList } from '../fault/parse';
import { EXIT, worstExit } from '../record/exit-status';
import { PROFILES, type Profile } from '../record/schema';
import type { CliContext } from './context';
import { jsonText } from './json-text';
import { boardPath, boardsOption, faultOption, jsonOption, MAX_SEED, outOption, repeated, seedOption } from './options';
import type { AddCommand } from './program';
import { kept, runBoard } from './run-board';
import { runJson } from './run-json';
import { selectSuites } from './select-suites';
import { keepHistory, runsFolderOf } from './with-history';

interface RunOptions {
  board: string[];
  suite?: string[];
  profile: Profile;
  seed?: bigint;
  fault?: string[];
  out?: string;
  json?: true;
}

export const addRun: AddCommand = (program, context, finish) => {
  program
    .command('run')
    .description('runs suites on boards, writes record and reports, prints the summary')
    .addOption(boardsOption(context))
    .addOption(new Option('--suite <N>', 'a suite by number or name; may be repeated (default: all)').argParser(repeated))
    .addOption(new Option('--profile <name>', 'how much work').choices(PROFILES).default('smoke'))
    .addOption(seedOption('of all patterns'))
    .addOption(faultOption())
    .addOption(outOption('folder for the run folders'))
    .addOption(jsonOption())
    .action(async (options: RunOptions) => {
      const { reports, notRun, interrupt } = await runBoards(context, options);
      // Boards that were to be run and were not are no pass, whatever the others said.
      const exit = worstExit([...reports.map(({ view }) => view.exit), ...(notRun.length > 0 ? [EXIT.broken] : [])]);
      const left = notRun.length > 0 ? `not run, interrupted by ${String(interrupt)}: ${notRun.join(', ')}\n` : '';
      if (options.json) {
        context.err(left);
        context.out(jsonText({ runs: reports.map(runJson), notRun, exit }));
      } else context.out([...reports.map(({ summaryText }) => summaryText), ...(left === '' ? [] : [left])].join('\n'));
      // Behind the result: that stands, and is not kept from anyone, whatever comes of this.
      await keepHistory(context, options.out);
      finish(exit);
    });
};

interface BoardRuns {
  readonly reports: readonly WrittenReports[];
  /** Names of the boards that an interrupt left out. */
  readonly notRun: readonly string[];
  /** The signal that interrupted, if one did. */
  readonly interrupt: unknown;
}

/** One board after the other, each with a run folder of its own; an interrupt ends the run in progress and leaves out the rest. */
async function runBoards(context: CliContext, options: RunOptions): Promise<BoardRuns> {
  // All that can be wrong with the command line is found before the first board is touched.
  const faults = options.fault ?? faultList(context.env['AMP_HIL_FAULTS']);
  const boards = options.board
    .map((name) => boardPath(context, name))
    .map((nameOrPath) => ({ nameOrPath, board: withFaults(context.loadBoard(nameOrPath), faults) }));
  const files = selectSuites(context.root, options.suite ?? []).map(({ file }) => file);
  const parent = runsFolderOf(context, options.out);
  const seed = options.seed === undefined ? randomInt(MAX_SEED + 1) : Number(options.seed);
  const interrupted = new AbortController();
  const unlisten = context.onInterrupt((signal) => interrupted.abort(signal));
  const reports: WrittenReports[] = [];
  try {
    for (const { nameOrPath, board } of boards) {
      if (interrupted.signal.aborted) break;
      const folder = await runBoard(context, {
        nameOrPath,
        board,
        faults,
        files,
        only: options.suite ?? [],
        parent,
        seed,
        profile: options.profile,
        signal: interrupted.signal,
      });
      reports.push(
        await kept(folder, () => writeReports(folder, { colour: context.colour, shownPath: (path) => relative(context.cwd, path) })),
      );
    }
  } finally {
    unlisten();
  }
  return { reports, notRun: boards.slice(reports.length).map(({ board }) => board.name), interrupt: interrupted.signal.reason };
}
