import type { Board, ShmDeclaration } from '../board/declaration';
import { ConfigError } from '../errors/errors';

/** The shm device of that name, or the board's first. Throws `ConfigError` for one that the board does not declare. */
export function shmOf(board: Board, name: string | undefined): ShmDeclaration {
  const found = name === undefined ? board.shm[0] : board.shm.find((shm) => shm.name === name);
  if (found) return found;
  throw new ConfigError(`board '${board.name}' declares no shm device '${name ?? ''}'`, {
    fix: `use one of: ${board.shm.map((shm) => shm.name).join(', ')}`,
  });
}
