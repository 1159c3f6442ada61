import { Option } from 'commander';
import { EXIT } from '../record/exit-status';
import type { LoadOrder, ShmRegion, Width } from '../peer/shm-peer';
import { checkAccess, hexOf, shmOf } from './access';
import type { AccessJson } from './json-shapes';
import { jsonText } from './json-text';
import { boardOption, jsonOption, width, widthOption, wholeNumber } from './options';
import type { AddCommand } from './program';
import { checkPeer, withRig } from './with-rig';

interface PeekOptions {
  board: string;
  peer: string;
  width: string;
  order: LoadOrder;
  json?: true;
}

export const addPeek: AddCommand = (program, context, finish) => {
  program
    .command('peek')
    .description('reads one value of the shared memory from one side; acquires the board and releases it')
    .argument('<OFF>', 'offset in bytes, decimal or 0x…', wholeNumber(0xffff_ffffn))
    .addOption(boardOption(context))
    .option('--peer <ID>', 'the side that reads', 'linux')
    .addOption(widthOption())
    .addOption(new Option('--order <order>', 'memory order').choices(['relaxed', 'acquire', 'seq_cst']).default('seq_cst'))
    .addOption(jsonOption())
    .action(async (off: bigint, options: PeekOptions) => {
      const board = context.loadBoard(options.board);
      checkPeer(board, options.peer);
      const bits = width(options.width);
      const offset = checkAccess(board, off, bits);
      const value = await withRig(context, board, { use: (rig) => read(rig.peer(options.peer).region(), offset, bits, options.order) });
      const json: AccessJson = {
        board: board.name,
        peer: options.peer,
        shm: shmOf(board).name,
        offset: `0x${offset.toString(16)}`,
        width: bits,
        order: options.order,
        value: hexOf(value, bits),
      };
      context.out(options.json ? jsonText(json) : `${json.value}\n`);
      finish(EXIT.pass);
    });
};

function read(region: ShmRegion, offset: number, bits: Width, order: LoadOrder): Promise<number | bigint> {
  if (bits === 8) return region.read8(offset, order);
  if (bits === 16) return region.read16(offset, order);
  return bits === 32 ? region.read32(offset, order) : region.read64(offset, order);
}
