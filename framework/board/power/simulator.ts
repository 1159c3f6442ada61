import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BoardUnavailable, ConfigError } from '../../errors/errors';
import type { Board } from '../declaration';
import type { PoweredBoard, PowerDriver, PowerOnOptions } from './power';
import { SimulatorProcess } from './simulator-process';
import { makeSimulatorTree, removeSimulatorTree } from './simulator-tree';

/**
 * Power of a simulator: on is the start of the firmware's posix port on fresh windows, off its end and theirs.
 * `root` is the project's root, below which set-up has built the firmware.
 */
export function simulatorPower(board: Board, root: string): PowerDriver {
  return { on: (options) => powerOn(board, join(root, 'build/firmware', board.name, 'r5'), options) };
}

async function powerOn(board: Board, program: string, { onProgress, signal }: PowerOnOptions): Promise<PoweredBoard> {
  const r5 = builtinPeer(board);
  if (!existsSync(program)) {
    throw new BoardUnavailable(`board '${board.name}': the simulator ${program} is not built`, { fix: 'npm run setup' });
  }
  onProgress('starting the simulator');
  const tree = makeSimulatorTree(board);
  const simulator = new SimulatorProcess(program, ['--shm', tree.window, ...(tree.doorbell ? ['--doorbell', tree.doorbell] : [])], () =>
    removeSimulatorTree(tree),
  );
  try {
    const pty = await simulator.started(signal);
    return {
      endpoints: { serial: { [r5]: pty }, local: { sysfs: tree.sysfs, dev: tree.dev } },
      pid: simulator.pid,
      lost: simulator.lost,
      off: () => simulator.stop(),
    };
  } catch (error) {
    await simulator.stop();
    throw error;
  }
}

function builtinPeer(board: Board): string {
  const builtin = Object.entries(board.peers).filter(([, peer]) => peer.kind === 'serial' && peer.firmware.kind === 'builtin');
  const [found] = builtin;
  if (found && builtin.length === 1) return found[0];
  throw new ConfigError(`board '${board.name}' has ${builtin.length} peers with builtin() firmware; a simulator is exactly one`, {
    fix: `declare r5: serial({ firmware: builtin() }) in boards/${board.name}/board.ts`,
  });
}
