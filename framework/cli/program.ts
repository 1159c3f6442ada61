import { Command } from 'commander';
import { addBaseline } from './baseline';
import { addBoards } from './boards';
import { addCompare } from './compare';
import { addConsole } from './console';
import { addExport } from './export';
import type { CliContext } from './context';
import { addIngest } from './ingest';
import { addLitmus } from './litmus';
import { addNightly } from './nightly';
import { addPeek } from './peek';
import { addPoke } from './poke';
import { addReport } from './report';
import { addRun } from './run';
import { addSelftest } from './selftest';
import { addTrend } from './trend';
import { addWalk } from './walk';

/** A command adds itself to the program; its action hands the exit status to `finish`. */
export type AddCommand = (program: Command, context: CliContext, finish: (exit: number) => void) => void;

const COMMANDS: readonly AddCommand[] = [
  addRun,
  addSelftest,
  addNightly,
  addBoards,
  addReport,
  addTrend,
  addCompare,
  addBaseline,
  addIngest,
  addConsole,
  addPeek,
  addPoke,
  addExport,
  addLitmus,
  addWalk,
];

export function buildProgram(context: CliContext, finish: (exit: number) => void): Command {
  const program = new Command('amp-hil')
    .description('Hardware-in-the-loop tests for AMP shared memory. docs/cli.md has every option and JSON shape.')
    // A command's words are its own, also where it has a command below it with an option of the same name.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeOut: (text) => context.out(text), writeErr: (text) => context.err(text) })
    .showHelpAfterError("(see 'npx amp-hil --help' and docs/cli.md)")
    .configureHelp({ showGlobalOptions: false });
  for (const add of COMMANDS) add(program, context, finish);
  return program;
}
