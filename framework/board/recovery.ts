import { Cancelled } from '../errors/errors';
import { withDeadline } from '../link/deadline';
import type { ShmPeer } from '../peer/shm-peer';
import type { Incident } from './rig';
import type { RigSession } from './rig-session';

/**
 * How often a board is brought back before it is given up: a side that failed at once counts 1, one that had to be waited for 2, a power cycle 1 more. What
 * fails again and again is no board to judge a memory by, and nobody should wait for it.
 */
export const MOST_SETBACKS = 4;
/** A setback is forgotten after so many ms: two hangs in a night are no board that fails again and again. */
export const SETBACK_MS = 600_000;

/** A healthy side answers a command in milliseconds; an emulated Linux under load in some hundred. */
export const HEALTH_MS = { simulator: 1000, other: 3000 } as const;

export interface RecoveryActions {
  /** A new session of the same board, from power-on. The old one is closed by then. Rejects when the board is no longer wanted, or past help. */
  reopen(): Promise<RigSession>;
  /** Ends the recovery: it begins nothing more then, and rejects with `Cancelled`. */
  signal: AbortSignal;
  onIncident(incident: Incident): void;
  /** Within this time a side tells its counters, in ms. */
  healthMs: number;
  /** Throws when the board was brought back too often already. */
  spend(setbacks: number): void;
}

/**
 * The escalation: a side that does not answer is restarted; if that fails the board is power-cycled. Gives the session to go on with, which is
 * the old one unless there was a power cycle. Rejects when the board does not come back; the old session is for the caller to close.
 */
export async function recover(session: RigSession, actions: RecoveryActions): Promise<RigSession> {
  for (const [id, peer] of session.peers) {
    const health = await healthOf(peer, actions);
    const strayed = health === 'well' && session.hasStrayed(id);
    if (health === 'well' && !strayed) continue;
    goOn(actions.signal);
    const firmware = health === 'silent' ? 'firmware-hang' : 'firmware-lost';
    const [what, detail] = strayed
      ? ['device-strayed', `peer '${id}' has its device under other flags`]
      : [session.r5s.has(id) ? firmware : 'agent-lost', `peer '${id}' did not answer`];
    if (health === 'silent') session.giveUp(id);
    actions.spend(health === 'silent' ? 2 : 1);
    try {
      await session.restart(id);
      actions.onIncident({ what, action: 'restart', ok: true, detail });
    } catch (error) {
      actions.onIncident({ what, action: 'restart', ok: false, detail: (error as Error).message });
      goOn(actions.signal);
      actions.spend(1);
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

/** `silent`: it did not answer in time. `gone`: there was nobody to ask, or it answered that it cannot. */
async function healthOf(peer: ShmPeer, { signal, healthMs }: RecoveryActions): Promise<'well' | 'silent' | 'gone'> {
  try {
    await withDeadline(`health check of peer '${peer.id}'`, healthMs, signal, peer.counters());
    return 'well';
  } catch (error) {
    return (error as { code?: unknown }).code === 'Timeout' ? 'silent' : 'gone';
  }
}
