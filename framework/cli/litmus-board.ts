import { randomInt } from 'node:crypto';
import type { Command } from 'commander';
import { Option } from 'commander';
import type { Board } from '../board/declaration';
import { isaByPeer } from '../board/isa-by-peer';
import { parseMutations } from '../litmus/mutate/mutation';
import type { LitmusTest } from '../litmus/program';
import { histogramText } from '../litmus/run/histogram-text';
import { checkOptions, LAYOUTS, MODES, type LitmusOptions } from '../litmus/run/options';
import { parsePlacement, placementsOf, placementText } from '../litmus/run/placement';
import type { LitmusRun, PlacementRun } from '../litmus/run/result';
import { EXIT, worstExit } from '../record/exit-status';
import { visible } from '../record/visible';
import { MEM_FLAGS } from '../shm/mem-flags';
import type { CliContext, CliRig } from './context';
import { shmOf } from './access';
import { failureOf } from './failure';
import { litmusFiles, readTest } from './litmus-files';
import type { LitmusRunJson } from './litmus-json';
import { jsonText } from './json-text';
import { wholeNumber } from './options';
import { withRig } from './with-rig';

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

/** Runs the tests on a board, one after the other, and prints each as it ends. Gives the exit status. */
export async function litmusOnBoard(context: CliContext, files: readonly string[], options: BoardOptions): Promise<number> {
  const board = context.loadBoard(options.board);
  // Before the board is booted for nothing.
  checkOptions(litmusOptions(options), Object.values(isaByPeer(board)));
  const exits: number[] = [];
  const tests = litmusFiles(files, context.cwd).flatMap((file) => {
    try {
      return [checked(board, readTest(file), options)];
    } catch (error) {
      const { exit, text = '' } = failureOf(error);
      if (exit !== EXIT.usage) throw error;
      context.err(text);
      exits.push(exit);
      return [];
    }
  });
  if (tests.length === 0) return worstExit(exits);
  await withRig(context, board, {
    use: async (rig, interrupted) => {
      await setFlags(rig, board, options.flags);
      for (const [i, test] of tests.entries()) {
        if (tests.length > 1) context.err(`${board.name}: ${visible(test.name)} (${i + 1} of ${tests.length})\n`);
        exits.push(show(context, test, await run(context, rig, test, options, interrupted), options.json === true));
      }
    },
  });
  return worstExit(exits);
}

/** Before the board is booted for nothing. */
function checked(board: Board, test: LitmusTest | Error, { map, mutate }: BoardOptions): LitmusTest {
  if (test instanceof Error) throw test;
  const peers = Object.keys(board.peers);
  const threads = test.threads.length;
  if (map !== undefined) parsePlacement(map, threads, peers);
  else placementsOf(threads, peers);
  if (mutate !== undefined) parseMutations(mutate, [...peers, ...test.threads.map((_, thread) => `P${thread}`)]);
  return test;
}

async function setFlags(rig: CliRig, board: Board, type: BoardOptions['flags']): Promise<void> {
  if (type === undefined) return;
  const memFlags = (shmOf(board).memFlags & ~0xff) | MEM_FLAGS[type];
  for (const [id, peer] of Object.entries(board.peers)) if (peer.kind === 'serial') await rig.r5(id).reopen(memFlags);
}

function run(context: CliContext, rig: CliRig, test: LitmusTest, options: BoardOptions, signal: AbortSignal): Promise<LitmusRun> {
  let shown = Date.now();
  return rig.litmus(test, {
    ...litmusOptions(options),
    signal,
    seed: options.seed === undefined ? randomInt(2 ** 32) : Number(options.seed),
    onProgress: (placement, done) => {
      if (Date.now() - shown < 2000) return;
      shown = Date.now();
      context.err(`${visible(test.name)} ${placement}: ${done} of ${options.iterations}\n`);
    },
  });
}

/** What was given on the command line, as `rig.litmus` takes it. */
function litmusOptions({ iterations, skew, delay, layout, domain, stride, cpu, mode, group, map, mutate }: BoardOptions): LitmusOptions {
  return {
    ...{ iterations: Number(iterations), skew: Number(skew), delay: Number(delay), layout, domain },
    ...(stride !== undefined && { stride: Number(stride) }),
    ...(cpu !== undefined && { cpu: Number(cpu) }),
    ...(mode !== undefined && { mode }),
    ...(group !== undefined && { group: Number(group) }),
    ...(map !== undefined && { map }),
    ...(mutate !== undefined && { mutate }),
  };
}

function show(context: CliContext, test: LitmusTest, result: LitmusRun, json: boolean): number {
  for (const placement of result.runs) context.out(json ? jsonText(runJson(placement)) : `${visible(histogramText(test, placement))}\n`);
  for (const { map, reason } of result.refused)
    context.err(visible(`${test.name}, ${placementText(Object.values(map))}, not run: ${reason}\n`));
  if (result.runs.length === 0) return EXIT.usage;
  return result.runs.some((placement) => placement.result === 'fail') ? EXIT.fail : EXIT.pass;
}

function runJson(run: PlacementRun): LitmusRunJson {
  return {
    name: run.name,
    arch: run.arch,
    board: run.board,
    map: { ...run.map },
    flags: run.flags,
    domain: run.domain,
    seed: run.seed,
    iterations: run.iterations,
    seconds: run.seconds,
    perSecond: run.perSecond,
    histogram: run.histogram.map(({ state, count, allowed, witness }) => ({ state, count, allowed, witness })),
    observation: run.observation,
    positive: run.positive,
    negative: run.negative,
    verdict: run.verdict,
    mutations: [...run.mutations],
    findings: run.findings.map((finding) => ({ ...finding })),
    result: run.result,
  };
}
