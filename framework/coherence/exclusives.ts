import type { Rig } from '../board/rig';
import { INCREMENT_MODE, type IncrementMode } from '../peer/jobs';
import { hex } from '../shm/diagnosis-text';
import type { CoherenceRun } from './coherence-run';
import { checkCount } from './control-block';
import { unlessAborted } from './exclusive-abort';
import { lostSight, racingJobs } from './racing-jobs';

export interface IncrementsOptions {
  /** Increments that each side makes. */
  each: number;
  mode: IncrementMode;
  /** Default: the first two peers of the board. */
  sides?: readonly [string, string];
  /** Offset of the counter; default 0. */
  off?: number;
}

export interface IncrementsRun extends CoherenceRun {
  mode: IncrementMode;
  /** Increments that succeeded, of both sides. */
  expected: number;
  /** What the second side reads at the end. */
  got: number;
  lost: number;
  /** Exclusives that failed and were tried again. */
  retries: number;
  /** Increments that failed 256 times and were given up. */
  givenUp: number;
  /** Why a side did not come to its end, if one did not: whatever exclusives do, the run is bounded. */
  late: string | undefined;
}

/**
 * Both sides add to one counter. By exclusives nothing is lost where a monitor sees both sides, which nobody promises on memory that is not cached: there they
 * may as well never succeed, or abort, and then nothing was tested.
 */
export async function increments(rig: Rig, { each, mode, sides, off = 0 }: IncrementsOptions): Promise<IncrementsRun> {
  checkCount('increments a side', each);
  const pair = sides ?? firstTwo(rig);
  const how = mode === 'exclusive' ? 'exclusives' : 'a load and a store';
  const asked = `${pair.join(' and ')}, ${each} increments a side by ${how}`;
  const race = () => racingJobs(rig, 'increment', pair, { off, len: 4 }, { each, mode: INCREMENT_MODE[mode] });
  const ran = mode === 'exclusive' ? await unlessAborted(rig, pair, race) : await race();
  if (typeof ran === 'string') {
    const none = { expected: 0, got: 0, lost: 0, retries: 0, givenUp: 0, late: undefined };
    return { what: asked, untested: ran, failure: undefined, mode, ...none };
  }
  const { results, late: waited, run } = ran;
  const sum = (key: 'done' | 'retries' | 'givenUp'): number => results.reduce((total, result) => total + Number(result[key]), 0);
  const [expected, got, givenUp] = [sum('done'), Number(results[1].got), sum('givenUp')];
  const late = waited.length > 0 ? lostSight(waited) : undefined;
  const what = `${asked}, run ${hex(run)}`;
  const faults = [
    ...(expected !== got ? [`the counter is ${got} after ${expected} increments that succeeded`] : []),
    ...(givenUp > 0 ? [`${givenUp} increments failed 256 times and were given up`] : []),
    ...(late === undefined ? [] : [late]),
  ];
  return {
    what,
    untested: expected === 0 ? 'no increment succeeded' : undefined,
    failure: faults.length > 0 ? `${what}: ${faults.join('\n')}` : undefined,
    mode,
    expected,
    got,
    lost: expected - got,
    retries: sum('retries'),
    givenUp,
    late,
  };
}

function firstTwo({ peerIds }: Rig): readonly [string, string] {
  return peerIds.slice(0, 2) as unknown as readonly [string, string];
}
