import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { inBuild } from './paths';

/**
 * Holds the tree's set-up lock while `body` runs; a second set-up in the same tree waits and says so.
 * The lock is flock(2) on a file, held by a small process that ends with our end of its pipe, so it cannot outlive us.
 */
export async function withTreeLock<T>(
  signal: AbortSignal,
  onWait: () => void,
  body: () => Promise<T>,
  file = inBuild('setup.lock'),
): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  const holder = spawn('flock', ['--no-fork', '--exclusive', file, 'sh', '-c', 'echo locked; exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const waiting = setTimeout(onWait, 300);
  try {
    await Promise.race([
      once(holder.stdout, 'data', { signal }),
      once(holder, 'exit'), // no flock here, or it failed: its message is on stderr, and one set-up alone needs no lock
    ]);
    clearTimeout(waiting);
    return await body();
  } finally {
    clearTimeout(waiting);
    holder.stdin.destroy();
    // Still waiting for its turn, it does not look at its pipe.
    holder.kill('SIGTERM');
  }
}
