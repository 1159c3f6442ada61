import { Cancelled, InvalidArgument, Timeout } from '../errors/errors';

/** What to wait for: a promise, or a function that is given a signal which aborts when the wait ends early, so that it can clean up. */
export type Work<T> = PromiseLike<T> | ((stop: AbortSignal) => PromiseLike<T>);

/** `setTimeout` fires at once for anything longer. */
const LONGEST_TIMER_MS = 0x7fff_ffff;

/**
 * Settles as `work` does, or rejects with `Timeout` (names `operation`) after `ms`, or with `Cancelled` when `signal` aborts.
 * `Infinity` waits for ever. Leaves no timer and no listener behind; what `work` does after the end is not looked at any more.
 * `detail` is asked at the timeout: what was last seen of the thing waited for.
 */
export async function withDeadline<T>(
  operation: string,
  ms: number,
  signal: AbortSignal | undefined,
  work: Work<T>,
  detail?: () => string,
): Promise<T> {
  if (typeof ms !== 'number' || Number.isNaN(ms) || ms < 0) {
    throw new InvalidArgument(`${operation}: a deadline of ${String(ms)} ms`, { fix: 'give a number of milliseconds, 0 or more' });
  }
  if (signal?.aborted) {
    if (typeof work !== 'function') work.then(undefined, ignoreLate);
    throw new Cancelled(operation, { cause: signal.reason });
  }
  const stop = typeof work === 'function' ? new AbortController() : undefined;
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  try {
    return await new Promise<T>((resolve, reject) => {
      const end = (error: Timeout | Cancelled): void => {
        // Rejected before the work hears of it: its own last words must not become the answer.
        reject(error);
        stop?.abort(error);
      };
      if (ms !== Infinity) timer = setTimeout(() => end(timeoutOf(operation, ms, detail)), Math.min(ms, LONGEST_TIMER_MS));
      if (signal) {
        onAbort = () => end(new Cancelled(operation, { cause: signal.reason }));
        signal.addEventListener('abort', onAbort, { once: true });
      }
      (typeof work === 'function' ? work((stop as AbortController).signal) : work).then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
    if (onAbort) signal?.removeEventListener('abort', onAbort);
  }
}

function timeoutOf(operation: string, ms: number, detail: (() => string) | undefined): Timeout {
  return new Timeout(operation, ms, detail ? { detail: detail() } : undefined);
}

/** The caller was told `Cancelled` already; a rejection that comes later has nobody left to hear it. */
function ignoreLate(): void {}
