import { EXIT, worstExit } from '../record/exit-status';
import type { CliContext } from './context';
import { boardPath, boardsOption, outOption } from './options';
import type { AddCommand } from './program';

interface NightlyOptions {
  board: string[];
  out?: string;
}

interface Part {
  readonly title: string;
  readonly args: readonly string[];
}

export const addNightly: AddCommand = (program, context, finish) => {
  program
    .command('nightly')
    .description('all suites in profile nightly on each board, then the whole selftest; ends with one summary')
    .addOption(boardsOption(context))
    .addOption(outOption('folder for the run folders'))
    .action(async ({ board: boards, out }: NightlyOptions) => {
      // A wrong board is found before the night has begun.
      for (const name of boards) context.loadBoard(boardPath(context, name));
      const folder = out === undefined ? [] : ['--out', out];
      finish(
        await nightly(context, [
          ...boards.map((name) => ({ title: name, args: ['run', '-b', name, '--profile', 'nightly', ...folder] })),
          { title: 'selftest', args: ['selftest'] },
        ]),
      );
    });
};

/** Each part is a command of its own: what one leaves behind does not reach the next. An interrupt ends the one in progress and leaves out the rest. */
async function nightly(context: CliContext, parts: readonly Part[]): Promise<number> {
  const interrupted = new AbortController();
  const unlisten = context.onInterrupt((signal) => interrupted.abort(signal));
  const exits: number[] = [];
  try {
    for (const { args } of parts) {
      if (interrupted.signal.aborted) break;
      const { code, out } = await context.runSelf({ root: context.root, cwd: context.cwd, args, signal: interrupted.signal, shown: true });
      context.out(`${out}\n`);
      exits.push(code);
    }
  } finally {
    unlisten();
  }
  const lines = parts.map(({ title }, i) => `  ${title}: ${exits[i] === undefined ? 'not run, interrupted' : `exit ${exits[i]}`}`);
  context.out(`nightly:\n${lines.join('\n')}\n`);
  return worstExit(exits.length < parts.length ? [...exits, EXIT.broken] : exits);
}
