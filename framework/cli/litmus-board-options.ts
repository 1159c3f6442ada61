import { Option, type Command } from 'commander';
import { LAYOUTS, MODES, type LitmusOptions } from '../litmus/run/options';
import { MEM_FLAGS } from '../shm/mem-flags';
import { wholeNumber } from './options';

/** Options of `amp-hil litmus` that are about a board. */
export interface BoardOptions {
  board: string;
  map?: string;
  iterations: bigint;
  seed?: bigint;
  mode?: NonNullable<LitmusOptions['mode']>;
  group?: bigint;
  skew: bigint;
  delay: bigint;
  layout: NonNullable<LitmusOptions['layout']>;
  stride?: bigint;
  cpu?: bigint;
  flags?: keyof typeof MEM_FLAGS;
  mutate?: string;
  domain: 'inner' | 'amp';
  json?: true;
}

const MOST = 0x7fff_ffffn;

export function addBoardOptions(command: Command): Command {
  return command
    .option('--map <MAP>', 'the peer of each thread, e.g. P0=linux,P1=r5 (default: every placement)')
    .addOption(new Option('--iterations <N>', 'outcomes of each placement').argParser(wholeNumber(MOST)).default(1_000_000n, '1000000'))
    .addOption(new Option('--seed <N>', 'replays cells and skews of an earlier run').argParser(wholeNumber(0xffff_ffffn)))
    .addOption(new Option('--mode <mode>', 'how the threads of an iteration meet (default: what suits the sides)').choices(MODES))
    .addOption(
      new Option('--group <N>', 'iterations to one meeting: a power of two (default: what suits the sides, 1 with --mode)').argParser(
        wholeNumber(64n),
      ),
    )
    .addOption(new Option('--skew <N>', 'most turns of random delay before each thread').argParser(wholeNumber(0xffffn)).default(0n, '0'))
    .addOption(
      new Option('--delay <ns>', 'of mode timebase: from the rendezvous to the start').argParser(wholeNumber(0xffffn)).default(0n, '0'),
    )
    .addOption(
      new Option('--stride <BYTES>', 'from one cell to the next: a power of two (default: what the locations need)').argParser(
        wholeNumber(4096n),
      ),
    )
    .addOption(new Option('--cpu <N>', 'processor of Linux that runs its thread (default: the last)').argParser(wholeNumber(1023n)))
    .addOption(new Option('--layout <layout>', 'cache lines of the locations').choices(LAYOUTS).default('apart'))
    .addOption(new Option('--flags <type>', "memory type of the R5's mapping (default: the board's)").choices(Object.keys(MEM_FLAGS)))
    .option('--mutate <LIST>', 'breaks the machine code on purpose, e.g. swap-stores@r5,drop-barriers');
}
