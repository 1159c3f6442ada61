import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Arch } from '../litmus/program';
import { EXIT } from '../record/exit-status';
import type { CliContext } from './context';
import { wholeNumber } from './options';

/** Options of `amp-hil litmus generate`. */
export interface GenerateOptions {
  readonly cycle?: string;
  readonly random?: bigint;
  readonly seed: bigint;
  readonly arch: Arch;
  readonly threads?: bigint;
  readonly name?: string;
  readonly out?: string;
}

/** `amp-hil litmus generate`: prints `.litmus` texts, or writes each into a file of its own. */
export function addLitmusGenerate(litmus: Command, context: CliContext, finish: (exit: number) => void): void {
  litmus
    .command('generate')
    .description('makes litmus tests from a cycle of relaxations as diy names them, or from random critical cycles')
    .addOption(new Option('--cycle <CYCLE>', "e.g. 'PodWW Rfe DMB.SYdRR Fre'").conflicts(['random', 'seed', 'threads']))
    .addOption(new Option('--random <N>', 'that many tests, each of another cycle').argParser(wholeNumber(100_000n)).conflicts('name'))
    .addOption(new Option('--seed <N>', 'the same seed gives the same tests').argParser(wholeNumber(0xffff_ffffn)).default(1n, '1'))
    .addOption(new Option('--arch <arch>', 'what the tests are written in').choices(['AArch64', 'ARM']).default('AArch64'))
    .addOption(new Option('--threads <N>', 'threads of each random test: 2, 3 or 4 (default: all of these)').argParser(wholeNumber(4n)))
    .option('--name <NAME>', 'of the test of --cycle (default: the standard name)')
    .addOption(new Option('--out <DIR>', 'writes DIR/<name>.litmus (default: prints)').argParser(folder))
    .action((options: GenerateOptions) => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- the engine is loaded for the command that needs it only
      const { generateTests } = require('./litmus-generated') as typeof import('./litmus-generated');
      generateTests(context, options);
      finish(EXIT.pass);
    });
}

/** An empty one, as an unset variable of a script leaves it, is no folder. */
function folder(text: string): string {
  if (text === '') throw new InvalidArgumentError('A folder is wanted.');
  return text;
}
