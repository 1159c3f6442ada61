import type { Rig } from '../board/rig';
import type { JobArgs, JobName, JobResults } from '../peer/jobs';
import { freshRun } from '../peer/loaded-thread';
import type { ShmRegion } from '../peer/shm-peer';
import { causesText } from '../shm/diagnosis-text';
import { checkDataBlock, controlOffset } from './control-block';
import { pairedJobs } from './paired-jobs';
import { ticksOf } from './ticks';

/** Jobs whose sides meet by control words and give up one that never comes (`native/core/meeting.h`). */
export type RacingJob = Extract<JobName, 'visibility' | 'neighbours' | 'tearing' | 'increment' | 'pingpong' | 'stream'>;

/** How long a side waits for the other's control words; also the most time that the round trips of a visibility run take in all. */
const PATIENCE_MS = 3000;
/** Far beyond the longest run: meetings that each take a second are still waited for. */
const TIMEOUT_MS = 60_000;

export interface RacingRun<N extends RacingJob> {
  readonly results: readonly [JobResults<N>, JobResults<N>];
  /** Sides that saw nothing of the other for too long, and ended with what there was. */
  readonly late: readonly string[];
  /** Fresh in each run. Counters and values of the run are derived from it. */
  readonly run: number;
  /** The area, as the second side sees it. */
  readonly region: ShmRegion;
}

/** Runs a job on two sides at once, role 0 on the first, on `len` bytes at `off`. */
export async function racingJobs<N extends RacingJob>(
  rig: Rig,
  name: N,
  sides: readonly [string, string],
  area: { off: number; len: number },
  args: Omit<JobArgs<N>, 'role' | 'ctl' | 'off' | 'patience' | 'run'>,
): Promise<RacingRun<N>> {
  const region = rig.peer(sides[1]).region();
  checkDataBlock(region.size, area.off, area.len);
  const run = freshRun();
  const half = (role: 0 | 1): { peer: ReturnType<Rig['peer']>; args: JobArgs<N> } => ({
    peer: rig.peer(sides[role]),
    args: {
      role,
      ctl: controlOffset(region.size),
      off: area.off,
      patience: ticksOf(rig, sides[role], PATIENCE_MS),
      run,
      ...args,
    } as unknown as JobArgs<N>,
  });
  const results = await pairedJobs(name, half(0), half(1), TIMEOUT_MS);
  const late = sides.filter((_, role) => (results[role] as JobResults<RacingJob>).late === 1n);
  return { results, late, run, region };
}

/** Of a run with sides that were late. */
export function lostSight(sides: readonly string[]): string {
  const cause = causesText([{ kind: 'late' }, { kind: 'stale-line', lines: 1, age: 1 }]);
  return `${sides.join(' and ')} saw nothing of the other side for ${PATIENCE_MS} ms and ended with what there was; ${cause}`;
}
