import { randomInt } from 'node:crypto';
import { InvalidArgumentError } from 'commander';
import { withFaults } from '../board/define-board';
import type { WalkRun } from '../coherence/walk/walk';
import { faultList } from '../fault/parse';
import { EXIT } from '../record/exit-status';
import { visible } from '../record/visible';
import { hexOf } from './access';
import type { WalkJson } from './json-shapes';
import { jsonText } from './json-text';
import { boardOption, faultOption, jsonOption, wholeNumber } from './options';
import type { AddCommand } from './program';
import { withRig } from './with-rig';

interface WalkCommandOptions {
  readonly board: string;
  readonly seed?: bigint;
  readonly steps: bigint;
  readonly len?: bigint;
  readonly only?: readonly number[];
  readonly fault?: readonly string[];
  readonly json?: true;
}

/** Between two lines of progress, in ms. */
const PROGRESS_MS = 1000;

export const addWalk: AddCommand = (program, context, finish) => {
  program
    .command('walk')
    .description('mixed operations by all sides from a seed, checked against a model of the memory; a failure is shortened to a reproducer')
    .addOption(boardOption(context))
    .option('--seed <N>', 'of the steps, 0 to 4294967295 (default: random, told)', wholeNumber(0xffff_ffffn))
    .option('--steps <N>', 'length of the walk', wholeNumber(0xffffn), 1000n)
    .option('--len <BYTES>', 'of the memory from its start, a multiple of 64 (default: all)', wholeNumber(0xffff_ffffn))
    .option('--only <LIST>', 'makes these steps of it only: 3,17,42', stepNumbers)
    .addOption(faultOption())
    .addOption(jsonOption())
    .action(async (options: WalkCommandOptions) => {
      const board = withFaults(context.loadBoard(options.board), options.fault ?? faultList(context.env['AMP_HIL_FAULTS']));
      const seed = options.seed === undefined ? randomInt(2 ** 32) : Number(options.seed);
      const { only } = options;
      let shown = Date.now();
      const run = await withRig(context, board, {
        seed,
        use: (rig, signal) =>
          rig.walk({
            seed,
            steps: Number(options.steps),
            signal,
            ...(only && { only }),
            ...(options.len !== undefined && { len: Number(options.len) }),
            onProgress: (done, replay) => {
              if (Date.now() - shown < PROGRESS_MS) return;
              shown = Date.now();
              context.err(`${board.name}: ${replay === 0 ? `${done} of ${options.steps} steps` : `shortening, replay ${replay}`}\n`);
            },
          }),
      });
      context.out(options.json ? jsonText(walkJson(run)) : `${visible(run.failure ?? `${run.what}: nothing was wrong`)}\n`);
      finish(run.failure === undefined ? EXIT.pass : EXIT.fail);
    });
};

function stepNumbers(text: string): number[] {
  if (!/^\d+(,\d+)*$/.test(text)) throw new InvalidArgumentError('Numbers of steps are wanted, with commas between.');
  return text.split(',').map(Number);
}

function walkJson({ board, seed, steps, made, first, reproducer }: WalkRun): WalkJson {
  return {
    ...{ board, seed, steps, made },
    result: first ? 'fail' : 'pass',
    failure: first
      ? {
          ...{ step: first.step, side: first.side, what: first.what, width: first.width, writtenBy: first.writtenBy, age: first.age },
          offset: `0x${first.off.toString(16)}`,
          address: `0x${first.address.toString(16)}`,
          expected: hexOf(first.expected, first.width),
          got: hexOf(first.got, first.width),
          cause: first.cause,
        }
      : null,
    reproducer: reproducer ? { ...reproducer, only: [...reproducer.only], steps: [...reproducer.steps] } : null,
  };
}
