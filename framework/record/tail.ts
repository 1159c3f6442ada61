import { fstatSync, readSync } from 'node:fs';

export interface Tail {
  /** Bytes up to and with the last newline: what lies behind is a line that a crash cut short. */
  readonly end: number;
  /** The last complete line, without its newline; undefined when there is none. */
  readonly line: string | undefined;
}

const STEP = 64 * 1024;
const NEWLINE = 0x0a;

/** The last complete line of a JSON Lines file, read from its end so that a long record costs nothing. */
export function readTail(fd: number): Tail {
  const { size } = fstatSync(fd);
  for (let length = Math.min(size, STEP); ; length = Math.min(size, length * 2)) {
    const bytes = readAt(fd, size - length, length);
    const last = bytes.lastIndexOf(NEWLINE);
    const before = last > 0 ? bytes.lastIndexOf(NEWLINE, last - 1) : -1;
    const whole = length === size;
    if (!whole && before < 0) continue;
    if (last < 0) return { end: 0, line: undefined };
    return { end: size - length + last + 1, line: bytes.toString('utf8', before + 1, last) };
  }
}

/** The first line without its newline, or undefined while it is not complete. */
export function readFirstLine(fd: number): string | undefined {
  const bytes = readAt(fd, 0, Math.min(fstatSync(fd).size, STEP));
  const end = bytes.indexOf(NEWLINE);
  return end < 0 ? undefined : bytes.toString('utf8', 0, end);
}

function readAt(fd: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const got = readSync(fd, bytes, done, length - done, position + done);
    if (got === 0) break;
    done += got;
  }
  return bytes.subarray(0, done);
}
