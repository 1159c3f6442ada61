import {
  AlreadyOpen,
  AmpHilError,
  BoardUnavailable,
  Cancelled,
  ConfigError,
  InvalidArgument,
  LinkClosed,
  Misaligned,
  OutOfRange,
  ProtocolViolation,
  RegionClosed,
  Timeout,
  UioError,
  type ErrorOptions,
} from '../errors/errors';
import type { WireError } from './protocol';

/** Typed errors across the wire: code, message, fix and fields go over; the same class comes out. */

type PlainCode =
  | 'OutOfRange'
  | 'Misaligned'
  | 'AlreadyOpen'
  | 'RegionClosed'
  | 'InvalidArgument'
  | 'BoardUnavailable'
  | 'LinkClosed'
  | 'ProtocolViolation'
  | 'ConfigError';

const PLAIN: Readonly<Record<PlainCode, new (message: string, options?: ErrorOptions) => AmpHilError>> = {
  OutOfRange,
  Misaligned,
  AlreadyOpen,
  RegionClosed,
  InvalidArgument,
  BoardUnavailable,
  LinkClosed,
  ProtocolViolation,
  ConfigError,
};

const FIELDS = ['errno', 'syscall', 'path', 'operation', 'ms'] as const;

/** Takes the addon's errors too, which carry `code` and fields but are not of our classes. */
export function toWire(error: unknown): WireError {
  if (!(error instanceof Error)) return { code: 'unknown', message: String(error) };
  const source = error as Error & Record<string, unknown>;
  const fix = typeof source.fix === 'string' ? source.fix : undefined;
  const suffix = `\n  fix: ${fix}`;
  const message = fix !== undefined && error.message.endsWith(suffix) ? error.message.slice(0, -suffix.length) : error.message;
  const fields: Record<string, string | number> = {};
  for (const name of FIELDS) {
    const value = source[name];
    if (typeof value === 'string' || typeof value === 'number') fields[name] = value;
  }
  return {
    code: typeof source.code === 'string' ? source.code : 'unknown',
    message,
    ...(fix === undefined ? {} : { fix }),
    ...(Object.keys(fields).length > 0 ? { fields } : {}),
  };
}

export function fromWire({ code, message, fix, fields = {} }: WireError): AmpHilError {
  const options = fix === undefined ? {} : { fix };
  const text = (name: string): string => String(fields[name] ?? '');
  if (Object.hasOwn(PLAIN, code)) return new PLAIN[code as PlainCode](message, options);
  if (code === 'UioError') return new UioError({ errno: text('errno'), syscall: text('syscall'), path: text('path'), message }, options);
  if (code === 'Cancelled') return new Cancelled(message.replace(/ was cancelled$/, ''), options);
  if (code === 'Timeout') {
    const ms = Number(fields.ms ?? 0);
    const operation = text('operation') || 'a call of the agent';
    const own = `${operation} did not finish within ${ms} ms`;
    const detail = message.startsWith(own) ? message.slice(own.length).replace(/^: /, '') : message;
    return new Timeout(operation, ms, detail ? { ...options, detail } : options);
  }
  return new ProtocolViolation(`the agent failed: ${message}`, {
    fix: fix ?? 'this is a defect of amp-hil itself: report it with the console of the Linux side',
  });
}
