import type { Board } from '../declaration';
import { commandPower, noPower } from './command';
import type { PowerDriver } from './power';
import { qemuPower } from './qemu';
import { simulatorPower } from './simulator';

/** The driver of the power supply that a board declares. `root` is the project's root. */
export function powerDriver(board: Board, root: string): PowerDriver {
  switch (board.power.kind) {
    case 'none':
      return noPower();
    case 'command':
      return commandPower(board.power);
    case 'qemu':
      return qemuPower(board, root);
    case 'simulator':
      return simulatorPower(board, root);
  }
}
