import { join } from 'node:path';
import type { Board } from '../board/declaration';
import { isAmpHilError } from '../errors/errors';
import { EXIT } from '../record/exit-status';
import { table } from '../../reports/summary/table';
import type { CliContext } from './context';
import type { BoardsJson } from './json-shapes';
import { jsonText } from './json-text';
import { jsonOption } from './options';
import type { AddCommand } from './program';

type Entry = BoardsJson['boards'][number];

export const addBoards: AddCommand = (program, context, finish) => {
  program
    .command('boards')
    .description('lists the boards that are declared in boards/; exit 2 when one of the files is wrong')
    .addOption(jsonOption())
    .action(({ json }: { json?: true }) => {
      const boards = context.listBoards().map((name) => describe(context, name));
      context.out(json ? jsonText({ boards } satisfies BoardsJson) : `${boardTable(boards).join('\n')}\n`);
      for (const board of boards) if ('error' in board) context.err(`error: ${board.name}: ${board.error.code}: ${board.error.message}\n`);
      finish(boards.some((board) => 'error' in board) ? EXIT.usage : EXIT.pass);
    });
};

/** One wrong file must not hide the others. */
function describe(context: CliContext, name: string): Entry {
  const file = join('boards', name, 'board.ts');
  try {
    return { file, ...boardEntry(context.loadBoard(name)) };
  } catch (error) {
    if (!isAmpHilError(error)) throw error;
    return { name, file, error: { code: error.code, message: error.message } };
  }
}

function boardEntry(board: Board): Omit<Exclude<Entry, { error: unknown }>, 'file'> {
  return {
    name: board.name,
    soc: board.soc.name,
    emulated: board.emulated,
    shm: board.shm.map(({ name, physmap, size, memFlags }) => ({ name, physmap: hex(physmap), size, memFlags: hex(memFlags) })),
    peers: Object.fromEntries(Object.entries(board.peers).map(([id, peer]) => [id, peer.kind])),
    power: board.power.kind,
    capabilities: [...board.capabilities],
  };
}

function boardTable(boards: readonly Entry[]): string[] {
  return table(
    [
      ['board', 'soc', 'shm', 'peers', 'power', 'capabilities'],
      ...boards.map((board) =>
        'error' in board
          ? [board.name, 'wrong, see below']
          : [
              board.emulated ? `${board.name} [emulated]` : board.name,
              board.soc,
              board.shm.map(({ name, size }) => `${name} ${bytes(size)}`).join(', '),
              Object.entries(board.peers)
                .map(([id, kind]) => `${id}: ${kind}`)
                .join(', '),
              board.power,
              board.capabilities.join(', ') || '-',
            ],
      ),
    ],
    [0, 1, 2, 3, 4, 5],
  );
}

function bytes(size: number): string {
  return size % 2 ** 20 === 0 ? `${size / 2 ** 20} MiB` : `${size / 2 ** 10} KiB`;
}

function hex(value: bigint | number): string {
  return `0x${value.toString(16)}`;
}
