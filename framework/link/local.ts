import { spawn, type ChildProcess, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import { BoardUnavailable, Cancelled, LinkClosed, UioError, type AmpHilError } from '../errors/errors';
import { tooLong } from './exec-files';
import type { ExecLink, ExecOptions, ExecResult, ExitStatus, RemoteProcess } from './exec-link';
import { commandText, runToEnd } from './exec-run';

/** How long a program may take to end after its stdin is closed. */
const END_GRACE = 1000;

/** This machine as the board's Linux: the sides of `sim`. */
export class LocalLink implements ExecLink {
  readonly kind = 'local';
  /** This machine is not lost while we run. */
  readonly lost: Promise<AmpHilError> = new Promise(() => undefined);
  private readonly children = new Map<ChildProcess, Promise<ExitStatus>>();
  private closed = false;

  async exec(command: readonly string[], options?: ExecOptions): Promise<ExecResult> {
    let child: ChildProcessWithoutNullStreams;
    try {
      child = await this.start(command);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && code !== 'EACCES') throw error;
      // What a shell says on the other kind of link, so that both links answer alike.
      const [status, what] = code === 'ENOENT' ? [127, 'not found'] : [126, 'permission denied'];
      return { code: status, signal: null, stdout: '', stderr: `${command[0]}: ${what}\n`, truncated: false };
    }
    return runToEnd(this.adopt(child), command, options);
  }

  async spawn(command: readonly string[], signal?: AbortSignal): Promise<RemoteProcess> {
    if (signal?.aborted) throw new Cancelled(`start of '${commandText(command)}'`, { cause: signal.reason });
    try {
      return this.adopt(await this.start(command));
    } catch (error) {
      if (!(error instanceof Error && 'syscall' in error)) throw error;
      throw new BoardUnavailable(`cannot start '${commandText(command)}': ${error.message}`, {
        cause: error,
        fix: `is '${command[0]}' there and executable?`,
      });
    }
  }

  async push(bytes: Uint8Array, path: string, mode: number, signal?: AbortSignal): Promise<void> {
    const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
    await this.fileCall(path, async () => {
      await mkdir(dirname(path), { recursive: true });
      try {
        await writeFile(temporary, bytes, { mode, flag: 'wx', signal });
        await rename(temporary, path);
      } catch (error) {
        await rm(temporary, { force: true });
        throw signal?.aborted ? new Cancelled(`push of '${path}'`, { cause: signal.reason }) : error;
      }
    });
  }

  readText(path: string, maxBytes: number): Promise<string> {
    return this.fileCall(path, async () => {
      const file = await open(path, 'r');
      try {
        const buffer = Buffer.alloc(maxBytes + 1);
        let length = 0;
        for (let got = -1; got !== 0 && length <= maxBytes; length += got) {
          got = (await file.read(buffer, length, buffer.length - length, null)).bytesRead;
        }
        if (length > maxBytes) throw tooLong(path, maxBytes);
        return buffer.toString('utf8', 0, length);
      } finally {
        await file.close();
      }
    });
  }

  async exists(path: string): Promise<boolean> {
    try {
      await stat(path);
      return true;
    } catch {
      return false; // as `test -e`: whatever hinders a look, it is not there for us
    }
  }

  async sha256(path: string): Promise<string | undefined> {
    if (!(await this.exists(path))) return undefined;
    return this.fileCall(path, async () =>
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    );
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.children].map(([child, exited]) => endChild(child, exited)));
  }

  private start(command: readonly string[]): Promise<ChildProcessWithoutNullStreams> {
    if (this.closed) return Promise.reject(this.closedError());
    const [program = '', ...args] = command;
    return new Promise((resolve, reject) => {
      // A session of its own: Ctrl-C at the terminal is for us, and teardown then ends the child in its turn.
      const child = spawn(program, args, { stdio: 'pipe', detached: true });
      child.once('spawn', () => {
        if (!this.closed) return resolve(child);
        // Closed meanwhile: `close` does not know of it.
        killGroup(child, 'SIGKILL');
        reject(this.closedError());
      });
      child.once('error', reject);
    });
  }

  private closedError(): LinkClosed {
    return new LinkClosed('the local link is closed', { fix: 'acquire the board again' });
  }

  private adopt(child: ChildProcessWithoutNullStreams): RemoteProcess {
    // 'close', not 'exit': stdout and stderr are read to their ends by then.
    const exited = new Promise<ExitStatus>((resolve) => child.once('close', (code, signal) => resolve({ code, signal })));
    this.children.set(child, exited);
    void exited.then(() => this.children.delete(child));
    const kill = (signal: NodeJS.Signals): void => killGroup(child, signal);
    return { stdin: child.stdin, stdout: child.stdout, stderr: child.stderr, exited, kill };
  }

  private async fileCall<T>(path: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof Error && 'errno' in error && 'syscall' in error)) throw error;
      const { code = 'EIO', syscall = '' } = error as NodeJS.ErrnoException;
      throw new UioError({ errno: code, syscall, path }, { cause: error });
    }
  }
}

async function endChild(child: ChildProcess, exited: Promise<ExitStatus>): Promise<void> {
  child.stdin?.destroy();
  const timer = setTimeout(() => killGroup(child, 'SIGKILL'), END_GRACE);
  await exited;
  clearTimeout(timer);
}

/** The child leads a process group: what it started goes with it. */
function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, constants.signals[signal]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
