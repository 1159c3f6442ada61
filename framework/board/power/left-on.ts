import type { Board } from '../declaration';
import { acquireLock, lockKey } from '../lock';
import { runPowerCommand } from './power-command';

/**
 * Switches off a real board whose user was killed and could not do it; a virtual one ended with its user. Under the board's lock, so that the board of
 * whoever came next is not taken away. `root` is the project's root.
 */
export async function switchOffLeftOn(board: Pick<Board, 'name' | 'power'>, root: string): Promise<void> {
  if (board.power.kind !== 'command') return;
  const lock = await acquireLock(lockKey(board, root), board.name);
  try {
    await runPowerCommand(board.power.off);
  } finally {
    await lock.release();
  }
}
