import { withDeadline } from '../link/deadline';
import type { ShmPeer } from '../peer/shm-peer';
import type { Incident } from './rig';
import type { RigSession } from './rig-session';

/** A healthy side answers a command in milliseconds; an emulated Linux under load in some hundred. */
const HEALTH_MS = 3000;

export interface RecoveryActions {
  /** A new session of the same board, from power-on. The old one is closed by then. */
  reopen(): Promise<RigSession>;
  onIncident(incident: Incident): void;
}

/**
 * The escalation: a side that does not answer is restarted; if that fails the board is power-cycled. Gives the session to go on with, which is
 * the old one unless there was a power cycle. Rejects when the board does not come back; the old session is closed then.
 */
export async function recover(session: RigSession, actions: RecoveryActions): Promise<RigSession> {
  for (const [id, peer] of session.peers) {
    if (await answers(peer)) continue;
    const what = session.r5s.has(id) ? 'firmware-hang' : 'agent-lost';
    try {
      await session.restart(id);
      actions.onIncident({ what, action: 'restart', ok: true, detail: `peer '${id}' did not answer` });
    } catch (error) {
      actions.onIncident({ what, action: 'restart', ok: false, detail: (error as Error).message });
      return powerCycle(session, what, actions);
    }
  }
  return session;
}

async function powerCycle(session: RigSession, what: string, actions: RecoveryActions): Promise<RigSession> {
  await session.close();
  try {
    const fresh = await actions.reopen();
    actions.onIncident({ what, action: 'power-cycle', ok: true });
    return fresh;
  } catch (error) {
    actions.onIncident({ what, action: 'power-cycle', ok: false, detail: (error as Error).message });
    throw error;
  }
}

async function answers(peer: ShmPeer): Promise<boolean> {
  try {
    await withDeadline(`health check of peer '${peer.id}'`, HEALTH_MS, undefined, peer.counters());
    return true;
  } catch {
    return false; // Whatever it threw: a side that cannot tell its counters is not usable.
  }
}
