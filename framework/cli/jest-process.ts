import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { RELEASE_MS } from '../board/release-times';

export interface JestRequest {
  readonly root: string;
  /** Suite files, absolute. */
  readonly files: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Aborting asks Jest to tear down; `reason` is the signal's name. */
  readonly signal: AbortSignal;
}

export interface JestOutcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** True when Jest had to be killed because its teardown did not end. */
  readonly killed: boolean;
  /** Why there was no Jest process at all. */
  readonly failure?: string;
}

/** For what Jest itself does around the release of the board: the end of the record, its own exit. */
const HEADROOM_MS = 12_000;

/** From the interrupt until a Jest that has not ended is killed: longer than the release of a board can take, so that no board is left on by this. */
export const JEST_KILL_MS = RELEASE_MS + HEADROOM_MS;

/**
 * Runs the suites in a Jest process of its own; what it prints is progress and goes to stderr.
 *
 * The child leads its own process group: a Ctrl-C of the terminal reaches this process only, which forwards it once. Delivered twice,
 * the second would end Jest in the middle of its teardown and leave the board on. The channel carries nothing: its end tells Jest that
 * this process was killed.
 */
export async function runJest(request: JestRequest): Promise<JestOutcome> {
  const { root, files, env, signal } = request;
  const jest = createRequire(join(root, 'package.json')).resolve('jest/bin/jest');
  const reporter = join(root, 'framework', 'jest', 'reporter.ts');
  const child = spawn(
    process.execPath,
    [jest, '--selectProjects', 'suites', '--runInBand', '--reporters', reporter, '--runTestsByPath', ...files],
    { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 2, 2, 'ipc'], detached: true },
  );
  return new Promise((resolve, reject) => {
    let killed = false;
    let deadline: NodeJS.Timeout | undefined;
    const interrupt = (): void => {
      child.kill(signal.reason as NodeJS.Signals);
      deadline = setTimeout(() => {
        killed = true;
        if (child.pid !== undefined) killGroup(child.pid);
      }, JEST_KILL_MS);
    };
    if (signal.aborted) interrupt();
    else signal.addEventListener('abort', interrupt, { once: true });
    const done = (settle: () => void): void => {
      clearTimeout(deadline);
      signal.removeEventListener('abort', interrupt);
      settle();
    };
    child.once('error', (error) => done(() => reject(error)));
    child.once('exit', (code, by) => done(() => resolve({ code, signal: by, killed })));
  });
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    // Gone between the deadline and now: that is what was wanted.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
