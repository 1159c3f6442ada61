import type { Command } from 'commander';
import { EXIT } from '../record/exit-status';
import { boardOption, outOption } from './options';
import type { AddCommand } from './program';
import { withHistory } from './with-history';

type Baseline = typeof import('../../reports/history/baseline');

interface BaselineOptions {
  board: string;
  out?: string;
}

export const addBaseline: AddCommand = (program, context, finish) => {
  const baseline = program.command('baseline').description("the runs that a board's later runs are compared with");
  const below = (command: Command): Command => command.addOption(outOption('where runs are kept'));
  below(
    baseline
      .command('set')
      .description('makes these runs the baseline of their boards, in place of the one before; five or more serve well'),
  )
    .argument('<RUN...>', 'ids of runs')
    .action(async (ids: string[], { out }: { out?: string }) => {
      const set = await withHistory(context, out, ({ database }) => modules().setBaseline(database, ids));
      context.out(set.map(({ board, runs }) => `${board}: baseline of ${runs.length} run(s): ${runs.join(', ')}\n`).join(''));
      finish(EXIT.pass);
    });
  below(baseline.command('show').description("lists a board's baseline"))
    .addOption(boardOption(context))
    .action(async ({ board, out }: BaselineOptions) => {
      const { name } = context.loadBoard(board);
      const runs = await withHistory(context, out, ({ database }) => modules().baselineOf(database, name));
      const lines = runs.map(({ id, started, profile, emulated }) => `${id}  ${started}  ${profile}${emulated ? '  [emulated]' : ''}\n`);
      context.out(lines.length > 0 ? lines.join('') : `board '${name}' has no baseline\n`);
      finish(EXIT.pass);
    });
  below(baseline.command('clear').description("forgets a board's baseline; the runs stay"))
    .addOption(boardOption(context))
    .action(async ({ board, out }: BaselineOptions) => {
      const { name } = context.loadBoard(board);
      const count = await withHistory(context, out, ({ database }) => modules().clearBaseline(database, name));
      context.out(count > 0 ? `${name}: baseline of ${count} run(s) forgotten\n` : `board '${name}' has no baseline\n`);
      finish(EXIT.pass);
    });
};

function modules(): Baseline {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded with the database
  return require('../../reports/history/baseline') as Baseline;
}
