import type { JobArgs, JobName, JobResults } from '../peer/jobs';
import type { ShmPeer } from '../peer/shm-peer';
import { together } from './together';

export interface Part<N extends JobName> {
  peer: ShmPeer;
  args: JobArgs<N>;
}

/** Runs the two halves of one job on two peers at once. */
export async function pairedJobs<N extends JobName>(
  name: N,
  first: Part<N>,
  second: Part<N>,
  timeout: number,
): Promise<[JobResults<N>, JobResults<N>]> {
  const halves = [first, second].map(
    ({ peer, args }) =>
      (signal: AbortSignal) =>
        peer.job(name, args, { timeout, signal }),
  );
  return (await together(halves)) as [JobResults<N>, JobResults<N>];
}
