import { Option } from 'commander';
import { ConfigError } from '../errors/errors';
import { addLitmusGenerate } from './litmus-generate';
import { addBoardOptions, type BoardOptions } from './litmus-board-options';
import type { ModelOnlyOptions } from './litmus-model';
import type { CliContext } from './context';
import { boardOption, jsonOption, repeated } from './options';
import type { AddCommand } from './program';

type LitmusCommandOptions = Omit<ModelOnlyOptions, 'domain'> &
  Omit<BoardOptions, 'domain'> & { readonly modelOnly?: true; readonly domain?: 'inner' | 'amp' };

/** Options that one way to run does not know, by the names that commander gives their values. */
const OF_THE_MODEL = { expect: '--expect', explain: '--explain', svg: '--svg' } as const;
const OF_A_BOARD = {
  ...{
    board: '--board',
    map: '--map',
    iterations: '--iterations',
    seed: '--seed',
    mode: '--mode',
    group: '--group',
    skew: '--skew',
    delay: '--delay',
  },
  ...{ layout: '--layout', stride: '--stride', cpu: '--cpu', flags: '--flags', mutate: '--mutate' },
} as const;

export const addLitmus: AddCommand = (program, context, finish) => {
  const command = program
    .command('litmus')
    .description('runs litmus tests on a board and judges what is seen by the memory model, or asks the model alone; or makes some')
    .argument('<FILE...>', '.litmus files, or folders of them')
    .addOption(boardOption(context));
  addBoardOptions(command)
    .option('--model-only', 'verdict and states of the model; no board')
    .addOption(
      new Option(
        '--domain <domain>',
        'for whom barriers order: all of one inner-shareable domain, or two systems (default: amp on a board, inner with --model-only)',
      ).choices(['inner', 'amp']),
    )
    .addOption(new Option('--expect <TSV>', 'compares with a table of states or verdicts; may be repeated').argParser(repeated))
    .option('--explain <STATE>', "why a final state is allowed or forbidden: '1:X0=1; [x]=2', or 'condition'")
    .option('--svg <DIR>', 'draws the execution or cycle of each test into DIR')
    .addOption(jsonOption().conflicts(['explain']))
    .action(async (files: string[], options: LitmusCommandOptions) => {
      const { modelOnly = false } = options;
      for (const [name, flag] of Object.entries(modelOnly ? OF_A_BOARD : OF_THE_MODEL))
        if (command.getOptionValueSource(name) === 'cli')
          throw new ConfigError(`${flag} ${modelOnly ? 'is about a board' : 'asks the model alone'}`, {
            fix: modelOnly ? 'leave out --model-only' : 'give --model-only',
          });
      finish(await run(context, files, options));
    });
  // What follows `generate` is its own, also where both have an option of that name.
  command.enablePositionalOptions();
  addLitmusGenerate(command, context, finish);
};

/** The engine is loaded for this command only: the others start without it. */
function run(context: CliContext, files: string[], options: LitmusCommandOptions): Promise<number> {
  /* eslint-disable @typescript-eslint/no-require-imports -- see above */
  if (options.modelOnly) {
    const { judgeFiles } = require('./litmus-model') as typeof import('./litmus-model');
    return judgeFiles(context, files, { ...options, domain: options.domain ?? 'inner' });
  }
  const { litmusOnBoard } = require('./litmus-board') as typeof import('./litmus-board');
  return litmusOnBoard(context, files, { ...options, domain: options.domain ?? 'amp' });
  /* eslint-enable @typescript-eslint/no-require-imports */
}
