import type { ErrorCode } from '../errors/errors';
import type { TestLine } from '../record/schema';
import { withoutColours } from '../record/visible';

/** Codes that say something about the infrastructure, not about the memory under test. */
const BROKEN: ReadonlySet<string> = new Set<ErrorCode>([
  'BoardUnavailable',
  'LinkClosed',
  'Timeout',
  'Cancelled',
  'ProtocolViolation',
  'UioError',
  'PeerFault',
  'RegionClosed',
  'ConfigError',
]);

/** Codes after which the peers' health is in doubt. */
const SUSPECT: ReadonlySet<string> = new Set<ErrorCode>(['LinkClosed', 'Timeout', 'ProtocolViolation', 'PeerFault', 'RegionClosed']);

/** What a broken link or a silent side throws, whatever was asked of it: an assertion that met one of these says nothing of the memory. */
const TRANSPORT: ReadonlySet<string> = new Set<ErrorCode>(['BoardUnavailable', 'LinkClosed', 'Timeout', 'Cancelled', 'ProtocolViolation']);

/** Jest's own deadline for a test or hook; its error is a plain one. */
const JEST_TIMEOUT = /^(thrown: ")?Exceeded timeout of/;

export interface TestError {
  code: string;
  message: string;
}

/** Any thrown value as code and message: the code of the tree in `framework/errors`, `Assertion` for what `expect` threw, `Error` for the rest. */
export function testError(thrown: unknown): TestError {
  const error = Array.isArray(thrown) ? ((thrown[0] ?? thrown[1]) as unknown) : thrown;
  const { code, message, stack, matcherResult } = (typeof error === 'object' && error !== null ? error : { message: String(error) }) as {
    code?: unknown;
    message?: unknown;
    stack?: unknown;
    matcherResult?: unknown;
  };
  // What Jest makes of errors outside of tests has its text in the stack alone.
  const text = typeof message === 'string' && message !== '' ? message : typeof stack === 'string' ? withoutFrames(stack) : String(error);
  if (typeof code === 'string' && BROKEN.has(code)) return { code, message: text };
  if (JEST_TIMEOUT.test(text)) return { code: 'Timeout', message: text };
  const { actual: met } = (matcherResult ?? {}) as { actual?: unknown };
  if (isTransportError(met)) return { code: met.code, message: `instead of what the test expected: ${met.message}` };
  const received = matcherResult !== undefined && met === undefined ? receivedTransport(text) : undefined;
  if (received !== undefined)
    return { code: received, message: `instead of what the test expected came an error of the link, ${received}: ${text}` };
  if (matcherResult !== undefined || code === 'ERR_ASSERTION') return { code: 'Assertion', message: text };
  return { code: typeof code === 'string' ? code : 'Error', message: text };
}

/** Status and result of a test that threw these, in order. Infrastructure weighs more than an assertion: after it an assertion says nothing. */
export function testStatus(errors: readonly TestError[]): Pick<TestLine, 'status' | 'result'> & { error: TestError | undefined } {
  const broken = errors.find(({ code }) => BROKEN.has(code));
  if (broken) return { status: 'broken', result: 'none', error: broken };
  const [first] = errors;
  return first ? { status: 'completed', result: 'fail', error: first } : { status: 'completed', result: 'pass', error: undefined };
}

function isTransportError(value: unknown): value is TestError {
  const { code, message } = (typeof value === 'object' && value !== null ? value : {}) as { code?: unknown; message?: unknown };
  return typeof code === 'string' && TRANSPORT.has(code) && typeof message === 'string';
}

/** toMatchObject does not say what it was given; the difference that it prints does: `+   "code": "LinkClosed",`. */
function receivedTransport(text: string): string | undefined {
  const [, code] = /^\+\s+"code": "(\w+)",?$/m.exec(withoutColours(text)) ?? [];
  return code !== undefined && TRANSPORT.has(code) ? code : undefined;
}

function withoutFrames(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => !/^\s+at /.test(line))
    .join('\n')
    .trim();
}

export function isSuspect(error: TestError | undefined): boolean {
  return error !== undefined && SUSPECT.has(error.code);
}
