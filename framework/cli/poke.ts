import { Option } from 'commander';
import { InvalidArgument } from '../errors/errors';
import { EXIT } from '../record/exit-status';
import type { ShmRegion, StoreOrder, Width } from '../peer/shm-peer';
import { checkAccess, hexOf, shmOf } from './access';
import type { AccessJson } from './json-shapes';
import { jsonText } from './json-text';
import { boardOption, jsonOption, width, widthOption, wholeNumber } from './options';
import type { AddCommand } from './program';
import { checkPeer, withRig } from './with-rig';

interface PokeOptions {
  board: string;
  peer: string;
  width: string;
  order: StoreOrder;
  json?: true;
}

export const addPoke: AddCommand = (program, context, finish) => {
  program
    .command('poke')
    .description('writes one value to the shared memory from one side; acquires the board and releases it')
    .argument('<OFF>', 'offset in bytes, decimal or 0x…', wholeNumber(0xffff_ffffn))
    .argument('<VALUE>', 'value, decimal or 0x…', wholeNumber(0xffff_ffff_ffff_ffffn))
    .addOption(boardOption(context))
    .option('--peer <ID>', 'the side that writes', 'linux')
    .addOption(widthOption())
    .addOption(new Option('--order <order>', 'memory order').choices(['relaxed', 'release', 'seq_cst']).default('seq_cst'))
    .addOption(jsonOption())
    .action(async (off: bigint, value: bigint, options: PokeOptions) => {
      const board = context.loadBoard(options.board);
      checkPeer(board, options.peer);
      const bits = width(options.width);
      const offset = checkAccess(board, off, bits);
      if (value >> BigInt(bits) !== 0n) {
        throw new InvalidArgument(`VALUE 0x${value.toString(16)} does not fit in ${bits} bits`, {
          fix: 'use a smaller value, or a greater --width',
        });
      }
      await withRig(context, board, { use: (rig) => write(rig.peer(options.peer).region(), offset, value, bits, options.order) });
      const json: AccessJson = {
        board: board.name,
        peer: options.peer,
        shm: shmOf(board).name,
        offset: `0x${offset.toString(16)}`,
        width: bits,
        order: options.order,
        value: hexOf(value, bits),
      };
      if (options.json) context.out(jsonText(json));
      finish(EXIT.pass);
    });
};

function write(region: ShmRegion, offset: number, value: bigint, bits: Width, order: StoreOrder): Promise<void> {
  if (bits === 64) return region.write64(offset, value, order);
  if (bits === 32) return region.write32(offset, Number(value), order);
  return bits === 16 ? region.write16(offset, Number(value), order) : region.write8(offset, Number(value), order);
}
