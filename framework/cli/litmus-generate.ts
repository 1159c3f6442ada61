import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { ConfigError } from '../errors/errors';
import { generateFromCycle } from '../litmus/generate/generate';
import { randomCycles } from '../litmus/generate/random';
import { printLitmus } from '../litmus/print';
import type { Arch, LitmusTest } from '../litmus/program';
import { EXIT } from '../record/exit-status';
import type { CliContext } from './context';
import { wholeNumber } from './options';

interface GenerateCommandOptions {
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
    .action((options: GenerateCommandOptions) => {
      const tests = generated(options);
      if (options.out === undefined) context.out(tests.map(printLitmus).join('\n'));
      else write(context, tests, options.out);
      finish(EXIT.pass);
    });
}

function generated({ cycle, random, seed, arch, threads, name }: GenerateCommandOptions): LitmusTest[] {
  if (cycle !== undefined) return [generateFromCycle(cycle, name === undefined ? { arch } : { arch, name })];
  if (random === undefined) throw new ConfigError('litmus generate: of what?', { fix: 'give --cycle CYCLE, or --random N' });
  return randomCycles(Number(seed), Number(random), threads === undefined ? { arch } : { arch, threads: Number(threads) });
}

function write(context: CliContext, tests: readonly LitmusTest[], out: string): void {
  const folder = resolve(context.cwd, out);
  try {
    mkdirSync(folder, { recursive: true });
    for (const test of tests) writeFileSync(join(folder, `${test.name}.litmus`), printLitmus(test));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`--out ${out}: ${why}`, { cause, fix: 'name a folder that can be written' });
  }
  for (const test of tests) context.out(`${join(out, `${test.name}.litmus`)}\n`);
}

/** An empty one, as an unset variable of a script leaves it, is no folder. */
function folder(text: string): string {
  if (text === '') throw new InvalidArgumentError('A folder is wanted.');
  return text;
}
