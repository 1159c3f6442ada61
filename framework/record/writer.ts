import { closeSync, constants, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, InvalidArgument, isAmpHilError, RecordLost } from '../errors/errors';
import { boundedStrings, jsonLine } from './bounded-text';
import { makeFolder } from './make-folder';
import { parseRecordLine } from './parse-line';
import { RECORD_FILE, RECORD_SCHEMA, recordLineSchema, type RecordEvent, type RecordLine } from './schema';
import { claimRecord } from './writer-claim';
import { readFirstLine, readTail } from './tail';

export interface RecordWriterOptions {
  /** Epoch ms of the run's start. Default: `started` of the record's run line, else now. */
  t0?: number | undefined;
}

/**
 * Appends to a run's record. One process writes at a time, a second one is refused; the next one continues the sequence where the last complete
 * line left it.
 * Each line is in the file when `write` returns.
 */
export class RecordWriter {
  readonly path: string;
  readonly board: string;
  /** Epoch ms of the run's start. */
  readonly t0: number;
  #fd: number;
  #seq: number;
  /** Of the file, after the last line. */
  #size: number;
  readonly #release: () => void;

  private constructor(path: string, fd: number, board: string, t0: number, seq: number, size: number, release: () => void) {
    this.path = path;
    this.board = board;
    this.t0 = t0;
    this.#fd = fd;
    this.#seq = seq;
    this.#size = size;
    this.#release = release;
  }

  /** Opens or creates `run.jsonl` in `folder`; a last line that a crash cut short is removed. */
  static create(folder: string, board: string, options: RecordWriterOptions = {}): RecordWriter {
    const path = join(folder, RECORD_FILE);
    const { fd, release } = openRecord(folder, path);
    try {
      const tail = readTail(fd);
      if (tail.end < fstatSync(fd).size) ftruncateSync(fd, tail.end);
      const seq = tail.line === undefined ? 0 : parseRecordLine(tail.line, path, 'last line').seq + 1;
      return new RecordWriter(path, fd, board, options.t0 ?? startOf(fd, path) ?? Date.now(), seq, tail.end, release);
    } catch (error) {
      closeSync(fd);
      release();
      throw error;
    }
  }

  /** Ms since the run's start, monotonic within a process. */
  now(): number {
    return Math.max(0, Math.round((performance.timeOrigin + performance.now() - this.t0) * 10) / 10);
  }

  /** Checks, bounds and appends one line. Throws `InvalidArgument` for an event that the schema does not know, and writes nothing. */
  write(event: RecordEvent): RecordLine {
    if (this.#fd < 0) throw new InvalidArgument(`the record ${this.path} is closed: '${event.type}' was not written`);
    const { t = this.now(), ...rest } = event;
    const bounded = boundedStrings({ schema: RECORD_SCHEMA, board: this.board, seq: this.#seq, t: Math.max(0, t), ...rest });
    const parsed = recordLineSchema.safeParse(bounded);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw new InvalidArgument(`record line '${event.type}': ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`);
    }
    this.#append(`${jsonLine(bounded)}\n`);
    this.#seq++;
    return parsed.data;
  }

  /** Idempotent. */
  close(): void {
    if (this.#fd < 0) return;
    closeSync(this.#fd);
    this.#fd = -1;
    this.#release();
  }

  #append(line: string): void {
    const bytes = Buffer.from(line);
    const before = fstatSync(this.#fd).size;
    // On a file system of several machines the claim says nothing of a writer on another one; its lines would have our numbers.
    if (before !== this.#size) {
      throw new ConfigError(
        `the record ${this.path} has ${before} bytes where this process left ${this.#size}: somebody else writes to it`,
        {
          fix: 'give each run a folder of its own (AMP_HIL_RUN_DIR)',
        },
      );
    }
    try {
      for (let done = 0; done < bytes.length;) done += writeSync(this.#fd, bytes, done);
    } catch (error) {
      // A full disk may have taken half a line; the next line must not be glued to it.
      ftruncateSync(this.#fd, before);
      throw new RecordLost(`the record ${this.path} cannot be written: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
        fix: 'free some space, or choose another folder with --out DIR',
      });
    }
    this.#size += bytes.length;
  }
}

function openRecord(folder: string, path: string): { fd: number; release: () => void } {
  let release: (() => void) | undefined;
  try {
    makeFolder(folder);
    release = claimRecord(path);
    return { fd: openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_APPEND, 0o644), release };
  } catch (cause) {
    release?.();
    if (isAmpHilError(cause)) throw cause;
    throw new ConfigError(`the record ${path} cannot be opened: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
      fix: 'choose a folder that you can write to with --out DIR',
    });
  }
}

function startOf(fd: number, path: string): number | undefined {
  const text = readFirstLine(fd);
  if (text === undefined) return undefined;
  const line = parseRecordLine(text, path, 'line 1');
  return line.type === 'run' ? Date.parse(line.started) : undefined;
}
