import { randomInt } from 'node:crypto';
import type { Board } from '../board/declaration';
import { isaByPeer } from '../board/isa-by-peer';
import { parseMutations } from '../litmus/mutate/mutation';
import type { LitmusTest } from '../litmus/program';
import { histogramText } from '../litmus/run/histogram-text';
import { checkOptions, type LitmusOptions } from '../litmus/run/options';
import { parsePlacement, placementsOf, placementText } from '../litmus/run/placement';
import type { LitmusRun, PlacementRun } from '../litmus/run/result';
import { EXIT, worstExit } from '../record/exit-status';
import { visible } from '../record/visible';
import { MEM_FLAGS } from '../shm/mem-flags';
import type { CliContext, CliRig } from './context';
import { shmOf } from './access';
import { failureOf } from './failure';
import type { BoardOptions } from './litmus-board-options';
import { litmusFiles, readTest } from './litmus-files';
import type { LitmusRunJson } from './litmus-json';
import { jsonText } from './json-text';
import { withRig } from './with-rig';

/** Runs the tests on a board, one after the other, and prints each as it ends. Gives the exit status. */
export async function litmusOnBoard(context: CliContext, files: readonly string[], options: BoardOptions): Promise<number> {
  const board = context.loadBoard(options.board);
  // Before the board is booted for nothing.
  checkOptions(litmusOptions(options), Object.values(isaByPeer(board)), board.emulated);
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
