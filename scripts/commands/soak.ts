import { soakRuns } from '../soak/runs';
import { setupVirtualBoard } from './setup';

/** `npm run soak`: all set-up, then the same suite many times on each board, each time with another seed. */
export async function soak(args: readonly string[], signal: AbortSignal): Promise<number> {
  await setupVirtualBoard(signal);
  return soakRuns(args, signal);
}
