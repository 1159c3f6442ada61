import { inspect } from 'node:util';
import { CommanderError } from 'commander';
import { isAmpHilError, type ErrorCode } from '../errors/errors';
import { EXIT } from '../record/exit-status';
import { visible } from '../record/visible';

/** Errors that the caller can put right on the command line or in a file. */
const USAGE: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['ConfigError', 'LitmusError', 'InvalidArgument', 'OutOfRange', 'Misaligned']);

export interface Failure {
  readonly exit: number;
  /** For stderr; undefined when commander has said it already. */
  readonly text: string | undefined;
}

/** What a thrown value means for the caller. An error outside the tree is a defect of ours: its stack is shown. */
export function failureOf(error: unknown): Failure {
  if (error instanceof CommanderError) return { exit: error.exitCode === 0 ? EXIT.pass : EXIT.usage, text: undefined };
  if (isAmpHilError(error))
    return { exit: USAGE.has(error.code) ? EXIT.usage : EXIT.broken, text: `error: ${error.code}: ${visible(error.message)}\n` };
  // With its causes: of two errors in one, the second may say that a board was left on.
  const stack = error instanceof Error ? inspect(error) : String(error);
  return { exit: EXIT.broken, text: `error: unexpected: ${visible(stack)}\n` };
}
