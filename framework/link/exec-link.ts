import type { Readable, Writable } from 'node:stream';
import type { AmpHilError } from '../errors/errors';

/** How a program ended. Both null: the link went before its status came. */
export interface ExitStatus {
  readonly code: number | null;
  /** `SIGBUS`, as node names them. */
  readonly signal: string | null;
}

/** What a finished command said. A non-zero exit is a result, not an exception. */
export interface ExecResult extends ExitStatus {
  readonly stdout: string;
  readonly stderr: string;
  /** True: one of the two was longer than `MAX_OUTPUT` and its end is missing. */
  readonly truncated: boolean;
}

export interface ExecOptions {
  /** Deadline in ms; the default is 30 000. The command is killed when it passes. */
  timeout?: number | undefined;
  /** Fed to the command's stdin, which is closed after it. */
  input?: Uint8Array | string | undefined;
  /** Aborting kills the command; the promise rejects with `Cancelled`. */
  signal?: AbortSignal | undefined;
}

/** A running program on the other end. */
export interface RemoteProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Settles once, after the last byte of stdout and stderr. Never rejects. */
  readonly exited: Promise<ExitStatus>;
  /** Sends a signal, e.g. `SIGTERM`; does nothing when it has ended. */
  kill(signal: NodeJS.Signals): void;
}

/** Bytes of stdout and of stderr that `exec` keeps. */
export const MAX_OUTPUT = 1024 * 1024;
export const DEFAULT_EXEC_TIMEOUT = 30_000;

/** A way to run programs and place files on a board's Linux. Commands are argument lists: no shell sees them unquoted. */
export interface ExecLink {
  readonly kind: 'local' | 'ssh';
  /** Resolves when the link goes although nobody called `close`. Never rejects. */
  readonly lost: Promise<AmpHilError>;

  /** Runs a command to its end. Rejects with `Timeout`, `Cancelled`, `LinkClosed`, or `BoardUnavailable` when it cannot be started. */
  exec(command: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  /** Aborting `signal` ends the wait for the start; a program that starts all the same is ended. */
  spawn(command: readonly string[], signal?: AbortSignal): Promise<RemoteProcess>;
  /**
   * Writes a file atomically: a temporary name beside it, then rename. Makes missing folders. When it fails, or `signal` is aborted, nothing is under the
   * final name that was not there before, and the temporary file is removed if the link still can.
   */
  push(bytes: Uint8Array, path: string, mode: number, signal?: AbortSignal): Promise<void>;
  /** Content of a file as UTF-8. `UioError` with its errno when it cannot be read, `OutOfRange` when it is longer than `maxBytes`. */
  readText(path: string, maxBytes: number): Promise<string>;
  exists(path: string): Promise<boolean>;
  /** SHA-256 of a file in lower-case hex; `undefined` when there is none. */
  sha256(path: string): Promise<string | undefined>;
  /** Idempotent, never throws. Programs started by `spawn` lose their stdin. */
  close(): Promise<void>;
}
