import { AmpHilError, isAmpHilError } from './errors';

/**
 * An error, told together with one that came after it: what the undoing said when the work had failed already. The code is the first's, both messages
 * are shown, and both errors are in `cause.errors`.
 */
export function alsoFailed(first: unknown, then: Error): Error {
  const message = `${first instanceof Error ? first.message : String(first)}\n  and then: ${then.message}`;
  const both = new AggregateError([first, then], message);
  return isAmpHilError(first) ? new AmpHilError(first.code, message, { cause: both }) : both;
}
