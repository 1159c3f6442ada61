import { spawn } from 'node:child_process';
import { join } from 'node:path';

export interface SelfRequest {
  readonly root: string;
  readonly cwd: string;
  readonly args: readonly string[];
  /** Aborting asks the command to end in order, as Ctrl-C does; it has deadlines of its own for all that it then does. */
  readonly signal: AbortSignal;
  /** What it prints on stderr goes to ours as well. */
  readonly shown?: boolean;
}

export interface SelfOutcome {
  readonly code: number;
  readonly out: string;
  /** The last of it. */
  readonly err: string;
}

const KEPT_CHARS = 8_192;

/** What the caller's environment says to one run is not meant for every run of a selftest or a night. */
const NOT_PASSED_ON = ['AMP_HIL_FAULTS', 'AMP_HIL_RUN_DIR', 'AMP_HIL_SEED', 'AMP_HIL_PROFILE', 'AMP_HIL_BOARD'];

/** Runs `amp-hil` in a process of its own, and of its own group: a Ctrl-C of the terminal reaches it once, by us. Rejects when it cannot be started. */
export async function runSelf({ root, cwd, args, signal, shown = false }: SelfRequest): Promise<SelfOutcome> {
  const child = spawn(process.execPath, [join(root, 'framework', 'cli', 'amp-hil.js'), ...args], {
    cwd,
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_PASSED_ON.includes(name))),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err = (err + text).slice(-KEPT_CHARS);
    if (shown) process.stderr.write(text);
  });
  const interrupt = (): void => void child.kill('SIGINT');
  if (signal.aborted) interrupt();
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      // Killed: no status of its own, and never a pass.
      child.once('close', (code) => resolve({ code: code ?? 3, out, err }));
    });
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
}
