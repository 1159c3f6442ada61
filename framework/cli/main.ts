import { processContext, type CliContext } from './context';
import { failureOf } from './failure';
import { EXIT } from '../record/exit-status';
import { buildProgram } from './program';

/** Runs one command; resolves to its exit status and never rejects. */
export async function runCli(args: readonly string[], context: CliContext): Promise<number> {
  let exit: number = EXIT.pass;
  const program = buildProgram(context, (status) => {
    exit = status;
  });
  try {
    if (args.length === 0) {
      program.outputHelp({ error: true });
      return EXIT.usage;
    }
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    const failure = failureOf(error);
    if (failure.text !== undefined) context.err(failure.text);
    exit = failure.exit;
  }
  return exit;
}

/** The process's entry: sets the exit status and lets what is still being written drain. */
export function main(args: readonly string[]): void {
  // Nobody reads any more (`| head`, a terminal that was closed): what was begun ends in order all the same, the board is switched off.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const context = processContext();
  // A command that ends before it has a result has none: never a pass.
  process.exitCode = EXIT.broken;
  const unfinished = (): void => context.err('error: unexpected: the command ended before its work did\n');
  process.once('exit', unfinished);
  void runCli(args, context).then((exit) => {
    process.off('exit', unfinished);
    process.exitCode = exit;
  });
}
