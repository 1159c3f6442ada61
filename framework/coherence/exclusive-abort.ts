import type { Rig } from '../board/rig';
import { isAmpHilError, type PeerFault } from '../errors/errors';

/** By side, how exclusives abort there. Such a side is not made to do it again: each time may cost a restart of it. */
const known = new WeakMap<Rig, Map<string, string>>();

/** Not of an access: the process was ended from outside, the firmware began anew. */
const FROM_OUTSIDE = ['exit', 'reset'];

/**
 * Runs exclusives on two sides, on memory whose type need not support them: an abort is allowed there, and is given as the reason why nothing ran. The side
 * is brought back then.
 */
export async function unlessAborted<T extends object>(rig: Rig, sides: readonly string[], run: () => Promise<T>): Promise<T | string> {
  const aborts = known.get(rig) ?? new Map<string, string>();
  known.set(rig, aborts);
  for (const side of sides) {
    const why = aborts.get(side);
    if (why !== undefined) return why;
  }
  try {
    return await run();
  } catch (error) {
    if (!isFault(error) || FROM_OUTSIDE.includes(error.detail.kind)) throw error;
    await rig.recover(error.message);
    if (rig.broken) throw error;
    const why = `exclusives abort: ${error.message}`;
    aborts.set(error.detail.side, why);
    return why;
  }
}

function isFault(error: unknown): error is PeerFault {
  return isAmpHilError(error) && error.code === 'PeerFault';
}
