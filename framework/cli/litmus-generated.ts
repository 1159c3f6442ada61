import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigError } from '../errors/errors';
import { generateFromCycle } from '../litmus/generate/generate';
import { randomCycles } from '../litmus/generate/random';
import { printLitmus } from '../litmus/print';
import type { LitmusTest } from '../litmus/program';
import type { CliContext } from './context';
import type { GenerateOptions } from './litmus-generate';

/** Makes the tests that were asked for and prints them, or writes each into a file. */
export function generateTests(context: CliContext, options: GenerateOptions): void {
  const tests = generated(options);
  if (options.out === undefined) context.out(tests.map(printLitmus).join('\n'));
  else write(context, tests, options.out);
}

function generated({ cycle, random, seed, arch, threads, name }: GenerateOptions): LitmusTest[] {
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
