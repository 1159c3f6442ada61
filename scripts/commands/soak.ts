import { soakRuns } from '../soak/runs';
import { setupVirtualBoard } from './setup';

/** `npm run soak`: all set-up, then all suites many times on each board, each time with another seed; then the whole selftest. */
export async function soak(args: readonly string[], signal: AbortSignal): Promise<number> {
  await setupVirtualBoard(signal);
  return soakRuns(args, signal);
}
