import type { Rig } from '../board/rig';
import { isAmpHilError, ProtocolViolation } from '../errors/errors';
import { BENCH_OP } from '../peer/jobs';
import { LinuxPeer } from '../peer/linux-peer';

/** So many repetitions that no measurement outlasts them: a write of 64 KiB each. */
const REPS = 2 ** 40;
/** From asking an agent until its loop runs, at the most, on a board that is not overloaded. */
const AGENT_MS = 50;
/** Far longer than any measurement. */
const TIMEOUT_MS = 600_000;

/** Runs `work` while another side writes `len` bytes at `off` without a pause, in accesses of 64 bits. */
export async function underLoad<T>(rig: Rig, id: string, { off, len }: { off: number; len: number }, work: () => Promise<T>): Promise<T> {
  const peer = rig.peer(id);
  const stop = new AbortController();
  let begin = (): void => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const args = { op: BENCH_OP.write, width: 64, off, len, reps: REPS };
  const loading = peer.job('bench', args, { signal: stop.signal, timeout: TIMEOUT_MS, onStarted: begin }).finally(begin);
  const ended = loading.then(
    () => ({ error: new ProtocolViolation(`the load of ${id} ended before what it was for`) }),
    (error: unknown) => (stop.signal.aborted && isAmpHilError(error) && error.code === 'Cancelled' ? undefined : { error }),
  );
  // A side on a serial line says when it has begun; an agent does a while after it was asked.
  if (peer instanceof LinuxPeer) setTimeout(begin, AGENT_MS);
  await begun;
  const [done] = await Promise.allSettled([work().finally(() => stop.abort())]);
  const lost = await ended;
  // Without its load a figure is another one.
  if (lost) throw lost.error;
  if (done.status === 'rejected') throw done.reason;
  return done.value;
}
