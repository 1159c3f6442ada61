import { OutOfRange, UioError } from '../errors/errors';
import type { ExecLink } from './exec-link';

/** File questions answered by the board's own commands (busybox has all of them): a file of sysfs says its size only when it is read. */

export async function readTextByExec(link: Pick<ExecLink, 'exec'>, path: string, maxBytes: number): Promise<string> {
  const { code, stdout, stderr } = await link.exec(['head', '-c', String(maxBytes + 1), path]);
  if (code !== 0) throw readError(path, stderr);
  if (Buffer.byteLength(stdout) > maxBytes) throw tooLong(path, maxBytes);
  return stdout;
}

export async function existsByExec(link: Pick<ExecLink, 'exec'>, path: string): Promise<boolean> {
  return (await link.exec(['test', '-e', path])).code === 0;
}

export async function sha256ByExec(link: Pick<ExecLink, 'exec'>, path: string): Promise<string | undefined> {
  const { code, stdout } = await link.exec(['sha256sum', path], { timeout: 60_000 });
  return code === 0 ? /^\\?([0-9a-f]{64})\b/.exec(stdout)?.[1] : undefined;
}

export function tooLong(path: string, maxBytes: number): OutOfRange {
  return new OutOfRange(`'${path}' is longer than ${maxBytes} bytes`);
}

function readError(path: string, stderr: string): UioError {
  const errno = /permission denied/i.test(stderr)
    ? 'EACCES'
    : /is a directory/i.test(stderr)
      ? 'EISDIR'
      : /no such file/i.test(stderr)
        ? 'ENOENT'
        : 'EIO';
  return new UioError({ errno, syscall: 'read', path, message: stderr.trim().slice(0, 300) || `cannot read '${path}'` });
}
