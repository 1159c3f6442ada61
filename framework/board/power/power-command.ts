import { spawn } from 'node:child_process';
import { BoardUnavailable } from '../../errors/errors';
import { withDeadline } from '../../link/deadline';
import { POWER_COMMAND_KILL_MS, POWER_COMMAND_MS } from '../release-times';

const KEPT_CHARS = 2000;

/**
 * Runs a power command to its end, without a shell. At the deadline or the abort it is ended, with all that it started, and that end is waited for: what comes
 * next must not run beside it. Rejects with `BoardUnavailable`, `Timeout` or `Cancelled`.
 */
export async function runPowerCommand(command: readonly string[], signal?: AbortSignal): Promise<void> {
  const [program = '', ...args] = command;
  const what = `power command '${command.join(' ')}'`;
  const refused = (how: string, cause?: unknown): BoardUnavailable =>
    new BoardUnavailable(`${what} ${how}`, { cause, fix: 'run it by hand; correct power in the board file' });
  let said = '';
  // Checked here too: an abort that came before must not start anything.
  const started = (): { pid: number | undefined; ended: Promise<void> } => {
    // A session of its own: Ctrl-C on our terminal is for us, and must not end a power-off half-way.
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-KEPT_CHARS)));
    const ended = new Promise<void>((resolve, reject) => {
      child.once('error', (error) => reject(refused(`could not be started: ${error.message}`, error)));
      // Not 'close': a command may leave a process that holds its output open.
      child.once('exit', (code, by) => {
        const words = said.trim();
        if (code === 0) resolve();
        else reject(refused(`${by === null ? `ended with exit code ${code}` : `was ended by ${by}`}${words === '' ? '' : `: ${words}`}`));
        child.stdout.destroy();
        child.stderr.destroy();
      });
    });
    return { pid: child.pid, ended };
  };
  let running: ReturnType<typeof started> | undefined;
  try {
    await withDeadline(
      what,
      POWER_COMMAND_MS,
      signal,
      () => (running = started()).ended,
      () => said.trim() || 'it said nothing',
    );
  } catch (error) {
    if (running?.pid !== undefined) await endGroup(running.pid, running.ended);
    throw error;
  }
}

/** SIGTERM, then SIGKILL, to a command and what it started. */
async function endGroup(leader: number, ended: Promise<void>): Promise<void> {
  kill(leader, 'SIGTERM');
  const late = setTimeout(() => kill(leader, 'SIGKILL'), POWER_COMMAND_KILL_MS);
  // Its exit status is of no interest any more: the caller has the reason.
  await ended.then(
    () => undefined,
    () => undefined,
  );
  clearTimeout(late);
  // What it started may have outlived it.
  kill(leader, 'SIGKILL');
}

function kill(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch (error) {
    // Gone already: that is what was wanted.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
