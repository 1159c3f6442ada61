import { closeSync, constants, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, InvalidArgument } from '../errors/errors';
import { boundedStrings, jsonLine } from './bounded-text';
import { makeFolder } from './make-folder';
import { parseRecordLine } from './parse-line';
import { RECORD_FILE, RECORD_SCHEMA, recordLineSchema, type RecordEvent, type RecordLine } from './schema';
import { readFirstLine, readTail } from './tail';

export interface RecordWriterOptions {
  /** Epoch ms of the run's start. Default: `started` of the record's run line, else now. */
  t0?: number | undefined;
}

/**
 * Appends to a run's record. One process writes at a time; the next one continues the sequence where the last complete line left it.
 * Each line is in the file when `write` returns.
 */
export class RecordWriter {
  readonly path: string;
  readonly board: string;
  /** Epoch ms of the run's start. */
  readonly t0: number;
  #fd: number;
  #seq: number;

  private constructor(path: string, fd: number, board: string, t0: number, seq: number) {
    this.path = path;
    this.board = board;
    this.t0 = t0;
    this.#fd = fd;
    this.#seq = seq;
  }

  /** Opens or creates `run.jsonl` in `folder`; a last line that a crash cut short is removed. */
  static create(folder: string, board: string, options: RecordWriterOptions = {}): RecordWriter {
    const path = join(folder, RECORD_FILE);
    const fd = openRecord(folder, path);
    try {
      const tail = readTail(fd);
      if (tail.end < fstatSync(fd).size) ftruncateSync(fd, tail.end);
      const seq = tail.line === undefined ? 0 : parseRecordLine(tail.line, path, 'last line').seq + 1;
      return new RecordWriter(path, fd, board, options.t0 ?? startOf(fd, path) ?? Date.now(), seq);
    } catch (error) {
      closeSync(fd);
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
  }

  #append(line: string): void {
    const bytes = Buffer.from(line);
    const before = fstatSync(this.#fd).size;
    try {
      for (let done = 0; done < bytes.length;) done += writeSync(this.#fd, bytes, done);
    } catch (error) {
      // A full disk may have taken half a line; the next line must not be glued to it.
      ftruncateSync(this.#fd, before);
      throw error;
    }
  }
}

function openRecord(folder: string, path: string): number {
  try {
    makeFolder(folder);
    return openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_APPEND, 0o644);
  } catch (cause) {
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
