import { Timeout, type AmpHilError } from '../errors/errors';
import { withDeadline } from '../link/deadline';
import type { Exchange } from './r5-exchange';

/** A cancelled job has so long to end. */
export const CANCEL_MS = 1000;

/**
 * Ends the job behind `running` by a `cancel` of its own and gives the error for the one who waited: `reason`, or a `Timeout` that says
 * the R5 is hung when the job has not ended after `ms`. The firmware keeps the answers of the job and of the cancel apart,
 * so either line may be sent again.
 */
export async function endJob(
  running: Exchange,
  startCancel: () => Exchange,
  reason: AmpHilError,
  silence: () => string,
  ms: number,
): Promise<AmpHilError> {
  const { operation } = running.parts;
  let cancel: Exchange | undefined;
  try {
    await withDeadline(`cancel of ${operation}`, ms, undefined, async () => {
      cancel = startCancel();
      await Promise.race([cancel.answer, running.answer]);
      running.hurry();
      await running.answer;
      // Not before both are answered may a further command go out: the receive FIFO has room for one.
      await cancel.answer;
    });
    return reason;
  } catch (error) {
    const { code } = error as AmpHilError;
    if (code !== 'Timeout') return error as AmpHilError; // the link ended or the firmware restarted: that matters more
    if (running.settled) return reason;
    return new Timeout(`cancel of ${operation}`, ms, {
      cause: reason,
      detail: `the R5 is hung: its job did not end; ${silence()}`,
      fix: 'stop and start its firmware, or power-cycle the board',
    });
  } finally {
    running.fail(reason);
    cancel?.fail(reason);
  }
}
