import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { inspect } from 'node:util';
import { ConfigError, isAmpHilError } from '../errors/errors';
import type { Board } from './declaration';
import { isDeclared } from './define-board';

const BOARD_FILE = 'board.ts';

/** Names of the boards that have a `boards/<name>/board.ts` below `root`. */
export function listBoards(root: string): string[] {
  const folder = join(root, 'boards');
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, BOARD_FILE)))
    .map((entry) => entry.name)
    .sort();
}

/**
 * Loads a board by name (`boards/<name>/board.ts` below `root`) or by the path of its file.
 * Throws `ConfigError`: no such board (lists those there are), a file that does not compile, a declaration that is wrong or that `defineBoard`
 * did not check, a name other than the folder's.
 */
export function loadBoard(nameOrPath: string, root: string): Board {
  const isPath = nameOrPath.includes('/') || nameOrPath.endsWith('.ts');
  const file = isPath ? (isAbsolute(nameOrPath) ? nameOrPath : resolve(nameOrPath)) : join(root, 'boards', nameOrPath, BOARD_FILE);
  if (!existsSync(file)) {
    throw new ConfigError(`no board '${nameOrPath}': ${file} does not exist`, {
      fix: `use one of: ${listBoards(root).join(', ')}, or the path of a board file`,
    });
  }
  if (statSync(file).isDirectory()) {
    throw new ConfigError(`board '${nameOrPath}' is a folder: allowed is a board by name, or the path of a board file`, {
      fix: `use ${join(nameOrPath, BOARD_FILE)}, or one of: ${listBoards(root).join(', ')}`,
    });
  }
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- board files are TypeScript and Node 20 does not read that by itself
  require('../loader/register');
  let loaded: unknown;
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the file is chosen at run time and must be loaded synchronously
    loaded = require(file);
  } catch (cause) {
    if (isAmpHilError(cause)) throw cause;
    throw new ConfigError(`${file}: ${cause instanceof Error ? whatIsWrong(cause) : String(cause)}`, {
      cause,
      fix: 'the file must compile and default-export defineBoard({ … })',
    });
  }
  const { default: board } = loaded as { default?: unknown };
  if (!isDeclared(board)) {
    throw new ConfigError(`${file} has no default export made by defineBoard: default is ${kindOf(board)}`, {
      fix: 'export default defineBoard({ … }): it checks every field and fills in the defaults',
    });
  }
  const folder = basename(dirname(file));
  if (basename(file) === BOARD_FILE && board.name !== folder) {
    throw new ConfigError(`${file}: name is '${board.name}': allowed is '${folder}', the name of its folder`, {
      fix: 'correct name, or rename the folder: locks, builds and records go by the name, commands by the folder',
    });
  }
  return board;
}

/** The first line of a message; of a compiler's the second, which has line, column and what is wrong there. */
function whatIsWrong({ message }: Error): string {
  const [first = '', second] = message.split('\n');
  return /^Transform failed/.test(first) && second ? second : first;
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value !== 'object' || value === null) return inspect(value).slice(0, 80);
  const { name } = value as { name?: unknown };
  return `an object${typeof name === 'string' ? ` with the name '${name}'` : ''} that defineBoard did not return`;
}
