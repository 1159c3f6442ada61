import { runChild } from '../child';
import { fromRoot, ROOT } from '../setup/paths';
import { setupVirtualBoard } from './setup';

/** `npm run bench`: all set-up, then scripts/bench. */
export async function bench(args: readonly string[], signal: AbortSignal): Promise<number> {
  await setupVirtualBoard(signal);
  const command = ['-r', fromRoot('framework/loader/register.js'), fromRoot('scripts/bench/main.ts'), ...args];
  return runChild(process.execPath, command, { stdio: 'inherit', signal, cwd: ROOT, abort: 'program' });
}
