import { BARRIER, type Barrier } from '../peer/jobs';
import type { Rig } from '../board/rig';
import { checkCount, checkDone, controlOffset } from '../coherence/control-block';
import { pairedJobs } from '../coherence/paired-jobs';
import { freshRun } from '../peer/loaded-thread';

export interface MessagePassingOptions {
  /** Peer that stores data, then flag. */
  from: string;
  /** Peer that loads flag, then data. */
  to: string;
  iterations: number;
  barriers: Barrier;
  timeout?: number;
}

export interface MessagePassingRun {
  from: string;
  to: string;
  barriers: Barrier;
  seed: number;
  iterations: number;
  /** Flag values that the reader caught: how often the shape was really tried. */
  observed: number;
  /** Times that the reader saw a flag but data older than it. */
  stale: number;
  first: { flag: bigint; data: bigint } | undefined;
  seconds: number;
}

/**
 * MP by shared counters: the writer stores data = i, then flag = i; the reader loads flag, then data. Data older than the flag is the
 * outcome that the model forbids when both sides have their barriers.
 */
export async function messagePassing(rig: Rig, options: MessagePassingOptions): Promise<MessagePassingRun> {
  const { from, to, iterations, barriers, timeout = 60_000 } = options;
  checkCount('iterations', iterations);
  const seed = rig.nextSeed();
  // The job's own seed is only where its counters begin: fresh, so that what an earlier run of the same seed left is nobody's counter.
  const common = { ctl: controlOffset(rig.peer(to).region().size), iterations, seed: freshRun(), barrier: BARRIER[barriers] };
  const [written, read] = await pairedJobs(
    'message',
    { peer: rig.peer(from), args: { role: 0, ...common } },
    { peer: rig.peer(to), args: { role: 1, ...common } },
    timeout,
  );
  checkDone(`iterations of message passing, by its writer ${from}`, iterations, written.iterations);
  checkDone(`iterations of message passing, by its reader ${to}`, iterations, read.iterations);
  const stale = Number(read.stale);
  return {
    from,
    to,
    barriers,
    seed,
    iterations: Number(read.iterations),
    observed: Number(read.observed),
    stale,
    first: stale === 0 ? undefined : { flag: read.firstFlag, data: read.firstData },
    seconds: Number(read.ticks) / Number(rig.identity(to).tickHz),
  };
}
