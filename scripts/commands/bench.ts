import { runChild } from '../child';
import { fromRoot, ROOT } from '../setup/paths';
import { postgresql } from '../setup/steps/debian-packages';
import { setupVirtualBoard } from './setup';

/** `npm run bench`: all set-up, then scripts/bench. */
export async function bench(args: readonly string[], signal: AbortSignal): Promise<number> {
  await setupVirtualBoard(signal, [postgresql]);
  const command = ['-r', fromRoot('framework/loader/register.js'), fromRoot('scripts/bench/main.ts'), ...args];
  return runChild(process.execPath, command, { stdio: 'inherit', signal, cwd: ROOT, abort: 'program' });
}
