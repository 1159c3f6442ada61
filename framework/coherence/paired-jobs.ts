import type { JobArgs, JobName, JobResults } from '../peer/jobs';
import { LinuxPeer } from '../peer/linux-peer';
import type { ShmPeer } from '../peer/shm-peer';
import { together } from './together';

export interface Part<N extends JobName> {
  peer: ShmPeer;
  args: JobArgs<N>;
}

/**
 * Runs the two halves of one job on two peers at once. A side on a serial line says when it has begun, and the other is started then: neither has to wait
 * long for the other, however often a command was sent again.
 */
export async function pairedJobs<N extends JobName>(
  name: N,
  first: Part<N>,
  second: Part<N>,
  timeout: number,
): Promise<[JobResults<N>, JobResults<N>]> {
  const leader = first.peer instanceof LinuxPeer ? second : first;
  let begin = (): void => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const halves = [first, second].map((part) => async (signal: AbortSignal) => {
    const { peer, args } = part;
    if (part === leader) return peer.job(name, args, { timeout, signal, onStarted: begin }).finally(begin);
    await begun;
    signal.throwIfAborted();
    return peer.job(name, args, { timeout, signal });
  });
  return (await together(halves)) as [JobResults<N>, JobResults<N>];
}
