import type { JobArgs, JobName, JobResults } from '../peer/jobs';
import type { ShmPeer } from '../peer/shm-peer';

export interface Part<N extends JobName> {
  peer: ShmPeer;
  args: JobArgs<N>;
}

/**
 * Runs the two halves of one job on two peers at once. When one half fails the other is cancelled, and the first error is thrown:
 * a half that waits for a side that has died must not sit out its deadline.
 */
export async function pairedJobs<N extends JobName>(
  name: N,
  first: Part<N>,
  second: Part<N>,
  timeout: number,
): Promise<[JobResults<N>, JobResults<N>]> {
  const stop = new AbortController();
  let cause: unknown;
  const half = async ({ peer, args }: Part<N>): Promise<JobResults<N> | undefined> => {
    try {
      return await peer.job(name, args, { timeout, signal: stop.signal });
    } catch (error) {
      cause ??= error;
      stop.abort();
      return undefined;
    }
  };
  const [a, b] = await Promise.all([half(first), half(second)]);
  if (a === undefined || b === undefined) throw cause;
  return [a, b];
}
