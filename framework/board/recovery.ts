import { Cancelled } from '../errors/errors';
import { withDeadline } from '../link/deadline';
import type { ShmPeer } from '../peer/shm-peer';
import type { Incident } from './rig';
import type { RigSession } from './rig-session';

/** A healthy side answers a command in milliseconds; an emulated Linux under load in some hundred. */
const HEALTH_MS = 3000;

export interface RecoveryActions {
  /** A new session of the same board, from power-on. The old one is closed by then. Rejects when the board is no longer wanted, or past help. */
  reopen(): Promise<RigSession>;
  /** Ends the recovery: it begins nothing more then, and rejects with `Cancelled`. */
  signal: AbortSignal;
  onIncident(incident: Incident): void;
}

/**
 * The escalation: a side that does not answer is restarted; if that fails the board is power-cycled. Gives the session to go on with, which is
 * the old one unless there was a power cycle. Rejects when the board does not come back; the old session is for the caller to close.
 */
export async function recover(session: RigSession, actions: RecoveryActions): Promise<RigSession> {
  for (const [id, peer] of session.peers) {
    if (await answers(peer, actions.signal)) continue;
    goOn(actions.signal);
    const what = session.r5s.has(id) ? 'firmware-hang' : 'agent-lost';
    try {
      await session.restart(id);
      actions.onIncident({ what, action: 'restart', ok: true, detail: `peer '${id}' did not answer` });
    } catch (error) {
      actions.onIncident({ what, action: 'restart', ok: false, detail: (error as Error).message });
      goOn(actions.signal);
      return powerCycle(session, what, actions);
    }
  }
  return session;
}

async function powerCycle(session: RigSession, what: string, actions: RecoveryActions): Promise<RigSession> {
  await session.close();
  try {
    // That its links do not end in order is why it is cycled; but a board that kept its power was not cycled.
    if (session.powerOffError) throw session.powerOffError;
    const fresh = await actions.reopen();
    actions.onIncident({ what, action: 'power-cycle', ok: true });
    return fresh;
  } catch (error) {
    actions.onIncident({ what, action: 'power-cycle', ok: false, detail: (error as Error).message });
    throw error;
  }
}

function goOn(signal: AbortSignal): void {
  if (signal.aborted) throw new Cancelled('recovery of the board', { cause: signal.reason });
}

async function answers(peer: ShmPeer, signal: AbortSignal): Promise<boolean> {
  try {
    await withDeadline(`health check of peer '${peer.id}'`, HEALTH_MS, signal, peer.counters());
    return true;
  } catch {
    return false; // Whatever it threw: a side that cannot tell its counters is not usable.
  }
}
