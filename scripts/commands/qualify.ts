import { runChild } from '../child';
import { fromRoot, ROOT } from '../setup/paths';
import { setupVirtualBoard } from './setup';

/** `npm run qualify`: all set-up, then every suite on the virtual board. Exit status: that of `amp-hil run`. */
export async function qualify(args: readonly string[], signal: AbortSignal): Promise<number> {
  await setupVirtualBoard(signal);
  const command = [fromRoot('framework/cli/amp-hil.js'), 'run', '-b', 'zcu102-qemu', '--profile', 'qualify', ...args];
  return runChild(process.execPath, command, { stdio: 'inherit', signal, cwd: ROOT, abort: 'program' });
}
