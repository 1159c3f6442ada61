import { types } from 'node:util';

/** What every error of amp-hil is. Match on `code`, not on the class: Jest's contexts break `instanceof`. */
export type ErrorCode =
  | 'OutOfRange'
  | 'Misaligned'
  | 'AlreadyOpen'
  | 'RegionClosed'
  | 'InvalidArgument'
  | 'BoardUnavailable'
  | 'LinkClosed'
  | 'Timeout'
  | 'Cancelled'
  | 'ProtocolViolation'
  | 'UioError'
  | 'PeerFault'
  | 'RecordLost'
  | 'ConfigError'
  | 'LitmusError'
  | 'NotExpressible'
  | 'HistoryUnavailable';

export interface ErrorOptions {
  cause?: unknown;
  /** What the reader can do about it: one sentence, shown after the message. */
  fix?: string;
}

export class AmpHilError extends Error {
  readonly code: ErrorCode;
  readonly fix: string | undefined;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(options.fix === undefined ? message : `${message}\n  fix: ${options.fix}`, { cause: options.cause });
    this.name = code;
    this.code = code;
    this.fix = options.fix;
  }
}

/** Offset or length outside the region. Nothing was touched. */
export class OutOfRange extends AmpHilError {
  constructor(message: string, options?: ErrorOptions) {
    super('OutOfRange', message, options);
  }
}

/** An offset that is not a multiple of the access width. Nothing was touched. */
export class Misaligned extends AmpHilError {
  constructor(message: string, options?: ErrorOptions) {
    super('Misaligned', message, options);
  }
}

/** The shm device is open on this peer already. */
export class AlreadyOpen extends AmpHilError {
  constructor(message: string, options?: ErrorOptions) {
    super('AlreadyOpen', message, options);
  }
}

/** An operation on a region or device after its `close()`. */
export class RegionClosed extends AmpHilError {
  constructor(message: string, options?: ErrorOptions) {
    super('RegionClosed', message, options);
  }
}

/** A value of the wrong type or outside what the parameter takes: fractional, negative, beyond its width. */
export class InvalidArgument extends AmpHilError {
  constructor(message: string, options?: ErrorOptions) {
    super('InvalidArgument', message, options);
  }
}

/** The board cannot be had or is no longer usable: locked, not powered, gone, hung beyond recovery. */
export class BoardUnavailable extends AmpHilError {
  constructor(message: string, options?: ErrorOptions) {
    super('BoardUnavailable', message, options);
  }
}

/** The transport to a side ended: ssh dropped, serial port gone, agent exited. */
export class LinkClosed extends AmpHilError {
  constructor(message: string, options?: ErrorOptions) {
    super('LinkClosed', message, options);
  }
}

/** A named operation did not finish within its deadline. */
export class Timeout extends AmpHilError {
  readonly operation: string;
  readonly ms: number;

  constructor(operation: string, ms: number, options?: ErrorOptions & { detail?: string }) {
    super('Timeout', `${operation} did not finish within ${ms} ms${options?.detail ? `: ${options.detail}` : ''}`, options);
    this.operation = operation;
    this.ms = ms;
  }
}

/** The database of earlier runs cannot be opened, is in use, or went away. What it was to take is in the records still. */
export class HistoryUnavailable extends AmpHilError {
  constructor(message: string, options?: ErrorOptions) {
    super('HistoryUnavailable', message, options);
  }
}

/** The caller asked for the end of an operation (AbortSignal, Ctrl-C). */
export class Cancelled extends AmpHilError {
  constructor(operation: string, options?: ErrorOptions) {
    super('Cancelled', `${operation} was cancelled`, options);
  }
}

/** A side said something that its protocol does not allow, or speaks another version of it. */
export class ProtocolViolation extends AmpHilError {
  constructor(message: string, options?: ErrorOptions) {
    super('ProtocolViolation', message, options);
  }
}

/** A system call of UIO discovery or mapping failed. `errno` is the name, e.g. `EACCES`. */
export class UioError extends AmpHilError {
  readonly errno: string;
  readonly syscall: string;
  readonly path: string;

  constructor(detail: { errno: string; syscall: string; path: string; message?: string }, options?: ErrorOptions) {
    super('UioError', detail.message ?? `${detail.errno}: ${detail.syscall} '${detail.path}'`, options);
    this.errno = detail.errno;
    this.syscall = detail.syscall;
    this.path = detail.path;
  }
}

export interface FaultDetail {
  /** Peer id, e.g. `r5`. */
  side: string;
  /** What was raised: `data`, `prefetch`, `undef` (R5), `SIGBUS`, `SIGSEGV` (Linux), `exit` (the process ended). */
  kind: string;
  /** Faulting address where the side can tell. */
  address?: bigint;
  /** `execute`: the instruction could not be fetched, or is undefined. */
  access?: 'read' | 'write' | 'execute';
  /** Instruction address where the side can tell. */
  pc?: bigint;
  /** Fault status register (DFSR or IFSR) where there is one. */
  status?: number;
  /** The instruction word at `pc`, for a precise fault. */
  instruction?: number;
  /** False: address and pc may be of a later instruction (imprecise external abort). */
  precise?: boolean;
}

/** An access faulted on a side. The side may have survived (R5) or been restarted (agent). */
export class PeerFault extends AmpHilError {
  readonly detail: FaultDetail;

  constructor(message: string, detail: FaultDetail, options?: ErrorOptions) {
    super('PeerFault', message, options);
    this.detail = detail;
  }
}

/** A run's record or reports cannot be written: what the run showed is not kept, or not all of it. */
export class RecordLost extends AmpHilError {
  constructor(message: string, options?: ErrorOptions) {
    super('RecordLost', message, options);
  }
}

/** A board file, option or environment variable is wrong: names the file, field, value and what is allowed. */
export class ConfigError extends AmpHilError {
  constructor(message: string, options?: ErrorOptions) {
    super('ConfigError', message, options);
  }
}

/** Where a litmus text is wrong. */
export interface LitmusPlace {
  file?: string;
  /** From 1. */
  line: number;
  /** From 1. */
  column: number;
  /** What stands there. */
  token: string;
}

/** A litmus test that is wrong, or outside of what is supported: names file, line, column and token; the fix says what is supported. */
export class LitmusError extends AmpHilError {
  /** Absent: the test was not read from a text. */
  readonly place: LitmusPlace | undefined;

  constructor(message: string, options: ErrorOptions & { place?: LitmusPlace } = {}) {
    const { place } = options;
    super('LitmusError', place === undefined ? message : `${place.file ?? 'litmus'}:${place.line}:${place.column}: ${message}`, options);
    this.place = place;
  }
}

export interface NotExpressibleDetail {
  /** The instruction as written; absent: it is the thread or the test as a whole. */
  instruction?: string;
  /** Line of the file that it stands on. */
  line?: number;
  /** Instruction set that was to express it. */
  isa: string;
  reason: string;
}

/** A litmus thread, or an instruction of it, has no counterpart on a side. Another placement of the threads may still run. */
export class NotExpressible extends AmpHilError {
  readonly detail: NotExpressibleDetail;

  constructor(detail: NotExpressibleDetail, options?: ErrorOptions) {
    const what =
      detail.instruction === undefined ? '' : `'${detail.instruction}'${detail.line === undefined ? '' : ` (line ${detail.line})`} `;
    super('NotExpressible', `${what}cannot run on ${detail.isa}: ${detail.reason}`, options);
    this.detail = detail;
  }
}

/** True for any error of this tree, from whatever context or process it came. */
export function isAmpHilError(error: unknown): error is AmpHilError {
  // Not instanceof: Jest's contexts have an Error each.
  return types.isNativeError(error) && 'code' in error && typeof error.code === 'string' && ERROR_CODES.has(error.code);
}

const ERROR_CODES: ReadonlySet<string> = new Set<ErrorCode>([
  'OutOfRange',
  'Misaligned',
  'AlreadyOpen',
  'RegionClosed',
  'InvalidArgument',
  'BoardUnavailable',
  'LinkClosed',
  'Timeout',
  'Cancelled',
  'ProtocolViolation',
  'UioError',
  'PeerFault',
  'RecordLost',
  'ConfigError',
  'LitmusError',
  'NotExpressible',
  'HistoryUnavailable',
]);
