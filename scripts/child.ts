import { spawn, type StdioOptions } from 'node:child_process';
import { constants } from 'node:os';

export interface ChildOptions {
  stdio: StdioOptions;
  signal: AbortSignal;
  cwd?: string | undefined;
  env?: Readonly<Record<string, string>> | undefined;
  /** Who an abort goes to: the program alone, which then tidies up itself, or at once to all that it started. Default: `group`. */
  abort?: 'program' | 'group';
}

/** A program that was asked to end may take this long to tidy up: a board's teardown has a deadline of 30 s of its own. */
const TIDY_UP_MS = 45_000;

/** Runs a program to its end and gives its exit code, 128 + n for signal n. Rejects when it cannot be started. */
export async function runChild(program: string, args: readonly string[], options: ChildOptions): Promise<number> {
  const { stdio, signal, cwd, env, abort = 'group' } = options;
  // A process group of its own: it can be ended with all that it started, and a signal meant for us does not reach it twice.
  const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio, detached: true });
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, name) => resolve(name === null ? (code ?? 1) : 128 + constants.signals[name]));
  });
  const { pid } = child;
  if (pid === undefined) return ended;
  let late: NodeJS.Timeout | undefined;
  const stop = (): void => {
    process.kill(abort === 'group' ? -pid : pid, abort === 'group' ? 'SIGTERM' : 'SIGINT');
    late = setTimeout(() => process.kill(-pid, 'SIGKILL'), TIDY_UP_MS);
  };
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop);
  return ended.finally(() => {
    signal.removeEventListener('abort', stop);
    clearTimeout(late);
  });
}
