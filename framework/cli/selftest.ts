import { randomInt } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Option } from 'commander';
import { ConfigError } from '../errors/errors';
import { FAULTS, type FaultKind } from '../fault/kind';
import { faultText } from '../fault/parse';
import { EXIT } from '../record/exit-status';
import { docsSection, withSection } from '../selftest/docs-section';
import { planSelftest, type Trial } from '../selftest/plan';
import { runSelftest, type TrialResult } from '../selftest/selftest';
import type { CliContext } from './context';
import { jsonText } from './json-text';
import { jsonOption, MAX_SEED, repeated, seedOption } from './options';
import type { AddCommand } from './program';
import { listSuites } from './select-suites';
import { runsJson, type SelftestJson } from './selftest-json';
import { diagnosisLine, matrixText } from './selftest-matrix';

interface SelftestOptions {
  seed?: bigint;
  fault?: string[];
  quick?: true;
  docs?: true;
  json?: true;
}

export const addSelftest: AddCommand = (program, context, finish) => {
  program
    .command('selftest')
    .description('breaks the simulator on purpose, fault by fault, and judges whether the suites see it and say what it is')
    .addOption(seedOption('of what is drawn: arguments of the faults, seeds of the runs'))
    .addOption(new Option('--fault <NAME>', 'only this fault; may be repeated (default: all, then some two together)').argParser(repeated))
    .option('--quick', 'one fault of each place, with the one suite file that must catch it')
    .option('--docs', 'writes the matrix into docs/faults.md')
    .addOption(jsonOption())
    .action(async (options: SelftestOptions) => finish(await selftest(context, options)));
};

async function selftest(context: CliContext, options: SelftestOptions): Promise<number> {
  const kinds = chosen(options);
  const seed = options.seed === undefined ? randomInt(MAX_SEED + 1) : Number(options.seed);
  const quick = options.quick ?? false;
  const suites = listSuites(context.root).map(({ file }) => basename(file, '.test.ts'));
  const trials = planSelftest(kinds, suites, { seed, quick });
  context.err(`selftest, seed ${seed}: ${trials.length} runs on the simulator\n`);
  const results = await watched(context, trials);
  const left = trials.slice(results.length);
  const exit = results.some(({ problems }) => problems.length > 0) ? EXIT.fail : left.length > 0 ? EXIT.broken : EXIT.pass;
  if (options.docs && left.length === 0) {
    const path = join(context.root, 'docs', 'faults.md');
    writeFileSync(path, withSection(readFileSync(path, 'utf8'), docsSection(kinds, results)));
  }
  const notRun = left.map(({ faults }) => faults.map(faultText));
  if (options.json) context.out(jsonText({ seed, quick, exit, runs: runsJson(results), notRun } satisfies SelftestJson));
  else context.out(matrixText(results));
  if (left.length > 0) context.err(`interrupted: ${left.length} of ${trials.length} runs were not made\n`);
  return exit;
}

function chosen({ fault: names, docs, quick }: SelftestOptions): readonly FaultKind[] {
  if (docs && (names || quick))
    throw new ConfigError(`--docs with ${quick ? '--quick' : '--fault'}: the matrix has every fault`, { fix: 'leave one of them out' });
  for (const name of names ?? [])
    if (!FAULTS.some((kind) => kind.name === name)) {
      const known = FAULTS.map((kind) => kind.name).join(', ');
      throw new ConfigError(`--fault '${name}': no such fault; its argument is drawn`, { fix: `use one of: ${known}` });
    }
  return names ? FAULTS.filter(({ name }) => names.includes(name)) : FAULTS;
}

/** A line on stderr when a run begins and one when it has been judged. */
async function watched(context: CliContext, trials: readonly Trial[]): Promise<TrialResult[]> {
  const interrupted = new AbortController();
  const unlisten = context.onInterrupt((signal) => interrupted.abort(signal));
  try {
    return await runSelftest(trials, {
      signal: interrupted.signal,
      runSelf: (args, signal) => context.runSelf({ root: context.root, cwd: context.cwd, args, signal }),
      onStart: (index, faults) => context.err(`[${index + 1}/${trials.length}] ${faults.join(' + ') || 'without a fault'} ...\n`),
      onResult: (result) => context.err(`  ${resultLine(result)}\n`),
    });
  } finally {
    unlisten();
  }
}

function resultLine(result: TrialResult): string {
  const { problems, ms } = result;
  const said = diagnosisLine(result);
  return `${problems.length > 0 ? 'WRONG' : 'ok'} in ${(ms / 1000).toFixed(1)} s${said === '' ? '' : `: ${said}`}${problems.map((text) => `\n    ${text}`).join('')}`;
}
