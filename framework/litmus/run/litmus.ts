import type { Rig } from '../../board/rig';
import { freshRun, type Outcome } from '../../peer/loaded-thread';
import { ConfigError } from '../../errors/errors';
import { controlOffset } from '../../coherence/control-block';
import { together } from '../../coherence/together';
import { faultMutations } from '../mutate/by-fault';
import { mergeOutcomes } from './histogram';
import { Judge } from './judge';
import { checkOptions, type CheckedOptions, type LitmusOptions } from './options';
import { parsePlacement, placementMap, placementsOf, placementText, type Placement } from './placement';
import { memoryTypeText } from '../../shm/mem-flags';
import type { LitmusTest } from '../program';
import { prepare, type PreparedThreads } from './prepare';
import type { LitmusRun, PlacementRun, Refusal } from './result';

/** Bytes for cells and outs: what fits into a core's second cache, and into the pages that an emulated core keeps at hand. */
export const LITMUS_AREA = 0x40000;

/**
 * Runs a litmus test on the sides of a rig, its threads in machine code of their own, in every placement asked for. A thread that its side cannot express
 * refuses that placement; the others still run.
 */
export async function litmus(rig: Rig, test: LitmusTest, options: LitmusOptions): Promise<LitmusRun> {
  const checked = checkOptions(
    options,
    rig.peerIds.map((id) => rig.identity(id).isa),
    rig.board.emulated,
  );
  checkErratum(rig, options.erratum);
  const judge = new Judge(test, checked.domain);
  const faults = faultMutations(rig.board);
  const runs: PlacementRun[] = [];
  const refused: Refusal[] = [];
  for (const placement of placements(rig, test, options.map)) {
    let prepared: PreparedThreads;
    try {
      prepared = prepare(rig, test, placement, { layout: checked.layout, stride: options.stride, mutate: options.mutate, faults });
    } catch (error) {
      if ((error as { code?: string }).code !== 'NotExpressible') throw error;
      refused.push({ map: placementMap(placement), reason: (error as Error).message });
      continue;
    }
    const run = await runPlacement(rig, test, placement, prepared, judge, checked, options);
    rig.reportLitmus(run);
    runs.push(run);
  }
  return { name: test.name, runs, refused };
}

function checkErratum(rig: Rig, erratum: string | undefined): void {
  const declared = rig.board.errata.map(({ id }): string => id);
  if (erratum === undefined || declared.includes(erratum)) return;
  throw new ConfigError(`board '${rig.board.name}' declares no erratum '${erratum}'`, {
    fix: `it declares: ${declared.join(', ') || 'none'}`,
  });
}

function placements(rig: Rig, test: LitmusTest, map: LitmusOptions['map']): Placement[] {
  const threads = test.threads.length;
  if (map === undefined) return placementsOf(threads, rig.peerIds);
  return [parsePlacement(typeof map === 'string' ? map : placementText(map), threads, rig.peerIds)];
}

async function runPlacement(
  rig: Rig,
  test: LitmusTest,
  placement: Placement,
  prepared: PreparedThreads,
  judge: Judge,
  checked: CheckedOptions,
  { seed = rig.nextSeed(), signal, onProgress, erratum, cpu }: LitmusOptions,
): Promise<PlacementRun> {
  const { roles } = prepared;
  const size = Math.min(...roles.map(({ peer }) => rig.peer(peer).region().size));
  const ctl = controlOffset(size);
  const run = freshRun();
  const { iterations, mode, group, preload, skew, delay, timeout } = checked;
  const sides = await together(
    roles.map(({ peer, image }, role) => async (stop: AbortSignal) => {
      const loaded = await rig.peer(peer).loadThread(image);
      const args = {
        role,
        roles: roles.length,
        ctl,
        area: { off: 0, len: Math.min(ctl, LITMUS_AREA) },
        iterations,
        seed,
        mode,
        group,
        skew,
        delay,
        preload,
        run,
      };
      const report = role === 0 && onProgress ? (done: bigint): void => onProgress(placementText(placement), Number(done)) : undefined;
      try {
        const results = await loaded.run(args, {
          ...{ timeout, signal: stop },
          ...(report && { onProgress: report }),
          ...(cpu !== undefined && peer === 'linux' && { cpu }),
        });
        return { results, outcomes: await loaded.outcomes(), hz: rig.identity(peer).tickHz };
      } finally {
        // A side that is gone cannot unload: what went wrong before it is what is told.
        await loaded.unload().catch(() => undefined);
      }
    }),
    signal,
  );
  const { states, filtered } = mergeOutcomes(
    sides.map((side): readonly Outcome[] => side.outcomes),
    prepared.stateOf,
    iterations,
  );
  const judged = judge.judge(states);
  const seconds = Math.max(...sides.map(({ results, hz }) => Number(results.ticks) / Number(hz)));
  const r5 = rig.peerIds.find((id) => id !== 'linux');
  return {
    name: test.name,
    arch: test.arch === 'AArch64' ? 'aarch64' : 'arm',
    board: rig.board.name,
    map: placementMap(placement),
    flags: memoryTypeText((r5 === undefined ? undefined : rig.device(r5).memFlags) ?? rig.shm.memFlags),
    domain: checked.domain,
    mutations: prepared.mutations,
    erratum: erratum ?? null,
    mode,
    group,
    skew,
    layout: checked.layout,
    seed,
    iterations,
    cells: Number(sides[0]?.results.cells ?? 0),
    seconds,
    perSecond: seconds > 0 ? iterations / seconds : 0,
    condition: test.conditionText,
    filtered,
    ...judged,
  };
}
