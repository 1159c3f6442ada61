import { runChild } from '../child';
import { fromRoot, ROOT } from '../setup/paths';
import { setupVirtualBoard } from './setup';

/** `npm run mutations`: all set-up, then scripts/mutation-table, which writes docs/ordering-mutations.md. */
export async function mutations(args: readonly string[], signal: AbortSignal): Promise<number> {
  await setupVirtualBoard(signal);
  const command = ['-r', fromRoot('framework/loader/register.js'), fromRoot('scripts/mutation-table/main.ts'), ...args];
  return runChild(process.execPath, command, { stdio: 'inherit', signal, cwd: ROOT, abort: 'program' });
}
