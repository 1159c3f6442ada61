import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path/posix';
import type { Client, SFTPWrapper } from 'ssh2';
import { UioError } from '../errors/errors';
import { withDeadline } from './deadline';
import type { ExecOptions, ExecResult } from './exec-link';

type Exec = (command: readonly string[], options?: ExecOptions) => Promise<ExecResult>;

/** A piece of a file in one SFTP request: what every server takes. */
const PIECE = 32 * 1024;
/** Requests under way at once, so that a large file does not cost a round trip a piece. */
const WINDOW = 32;
/** A slow board takes about 5 MB/s. */
const PUSH_TIMEOUT = 300_000;
/** For the removal of a file that was not pushed whole. */
const TIDY_MS = 2000;

/** Opens an SFTP session; `undefined` when the board has no such subsystem. */
export function openSftp(client: Client): Promise<SFTPWrapper | undefined> {
  return new Promise((resolve) => {
    client.sftp((error, sftp) => resolve(error ? undefined : sftp));
  });
}

/** Writes a file beside its place, then renames it there. */
export async function pushBySftp(sftp: SFTPWrapper, bytes: Uint8Array, path: string, mode: number, signal?: AbortSignal): Promise<void> {
  const temporary = temporaryName(path);
  const done = <T>(syscall: string, start: (callback: (error: Error | null | undefined, value: T) => void) => unknown): Promise<T> =>
    new Promise((resolve, reject) => {
      start((error, value) => {
        if (error)
          reject(
            new UioError(
              { errno: 'EIO', syscall: `sftp ${syscall}`, path, message: `cannot write '${path}': ${error.message}` },
              { cause: error },
            ),
          );
        else resolve(value);
      });
    });
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const write = async (stop: AbortSignal): Promise<void> => {
    const handle = await done<Buffer>('open', (callback) => sftp.open(temporary, 'w', { mode }, callback));
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < data.length && !stop.aborted) {
        const at = next;
        const length = Math.min(PIECE, data.length - at);
        next += length;
        await done<null>('write', (callback) => sftp.write(handle, data, at, length, at, (error) => callback(error, null)));
      }
    };
    await Promise.all(Array.from({ length: WINDOW }, worker));
    if (stop.aborted) return;
    await done<null>('fchmod', (callback) => sftp.fchmod(handle, mode, (error) => callback(error, null)));
    await done<null>('close', (callback) => sftp.close(handle, (error) => callback(error, null)));
    // Once asked for, the rename cannot be taken back: a file that is whole then gets its name, or it does not.
    if (stop.aborted) return;
    // The plain rename of SFTP refuses to replace a file; OpenSSH's extension is rename(2).
    await done<null>('rename', (callback) => sftp.ext_openssh_rename(temporary, path, (error) => callback(error, null)));
  };
  // Requests are answered in their order: a removal that is asked for now comes after all that is on its way.
  const remove = (): Promise<null> => done<null>('remove', (callback) => sftp.unlink(temporary, (error) => callback(error, null)));
  await tidyPush(path, signal, write, remove);
}

/** The same through the shell. The length is checked before the rename: a link that breaks looks like the end of the input. */
export async function pushByExec(exec: Exec, bytes: Uint8Array, path: string, mode: number, signal?: AbortSignal): Promise<void> {
  const temporary = temporaryName(path);
  const script = 'cat > "$1" && [ "$(wc -c < "$1")" -eq "$3" ] && chmod "$4" "$1" && mv -f "$1" "$2" || { rm -f "$1"; exit 1; }';
  const command = ['sh', '-c', script, 'push', temporary, path, String(bytes.length), mode.toString(8)];
  const write = async (stop: AbortSignal): Promise<void> => {
    const { code, stderr } = await exec(command, { input: bytes, timeout: PUSH_TIMEOUT, signal: stop });
    if (code !== 0) throw pushError(path, stderr);
  };
  await tidyPush(path, signal, write, () => exec(['rm', '-f', temporary], { timeout: TIDY_MS }));
}

/** Runs a transfer; whatever ends it early, `remove` then takes away what lies on the board, as far as the link still lets it. */
async function tidyPush(
  path: string,
  signal: AbortSignal | undefined,
  write: (stop: AbortSignal) => Promise<void>,
  remove: () => Promise<unknown>,
): Promise<void> {
  try {
    await withDeadline(`push of '${path}'`, PUSH_TIMEOUT, signal, write);
  } catch (error) {
    // Its own failure (the link has gone, there is no such file) adds nothing to the reason.
    await withDeadline(`removal of what was pushed of '${path}'`, TIDY_MS, undefined, remove()).catch(() => undefined);
    throw error;
  }
}

export async function makeFolder(exec: Exec, path: string, signal?: AbortSignal): Promise<void> {
  const { code, stderr } = await exec(['mkdir', '-p', dirname(path)], { signal });
  if (code !== 0) throw pushError(path, stderr);
}

function pushError(path: string, stderr: string): UioError {
  const errno = /no space/i.test(stderr)
    ? 'ENOSPC'
    : /permission denied/i.test(stderr)
      ? 'EACCES'
      : /read-only/i.test(stderr)
        ? 'EROFS'
        : 'EIO';
  return new UioError(
    {
      errno,
      syscall: 'write',
      path,
      message: `cannot write '${path}' on the board: ${stderr.trim().slice(0, 300) || 'the transfer was cut short'}`,
    },
    { fix: 'set workdir of the board file to a folder with space that this user may write' },
  );
}

function temporaryName(path: string): string {
  return `${path}.${randomBytes(4).toString('hex')}.tmp`;
}
