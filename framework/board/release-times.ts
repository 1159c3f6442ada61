/**
 * How long the release of a board may take, in one place: whoever waits for it, and whoever would end it by force, goes by these figures.
 */

/** A power command (a PDU's answer over a slow network) is killed after this time. */
export const POWER_COMMAND_MS = 60_000;

/** From SIGTERM to SIGKILL of a power command. */
export const POWER_COMMAND_KILL_MS = 2000;

/** What still runs when an interrupt comes ends within this time, or is ended by the teardown: a start of the agent, a push, a command on the board. */
export const SETTLE_MS = 10_000;

/** The steps of a teardown, in the order in which they run. Power-off gets the time that its command may take and is never given up before. */
export const TEARDOWN_MS = { sides: 8000, link: 5000, power: POWER_COMMAND_MS + POWER_COMMAND_KILL_MS + 3000 } as const;

/** From an interrupt until the board is off and its lock free, at the longest. */
export const RELEASE_MS = SETTLE_MS + TEARDOWN_MS.sides + TEARDOWN_MS.link + TEARDOWN_MS.power;
