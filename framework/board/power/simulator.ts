import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BoardUnavailable, ConfigError } from '../../errors/errors';
import { agentShim } from '../../fault/agent-fault';
import { faultsOf } from '../../fault/board';
import { PROCESS_PLACES } from '../../fault/kind';
import type { Board } from '../declaration';
import type { PoweredBoard, PowerDriver, PowerOnOptions } from './power';
import { SimulatorProcess } from './simulator-process';
import { makeSimulatorTree, removeSimulatorTree } from './simulator-tree';

/**
 * Power of a simulator: on is the start of the firmware's posix port on fresh windows, off its end and theirs.
 * `root` is the project's root, below which set-up has built the firmware.
 */
export function simulatorPower(board: Board, root: string): PowerDriver {
  return { on: (options) => powerOn(board, root, options) };
}

async function powerOn(board: Board, root: string, { onProgress, seed = 1, signal }: PowerOnOptions): Promise<PoweredBoard> {
  const r5 = builtinPeer(board);
  const program = join(root, 'build/firmware', board.name, 'r5');
  if (!existsSync(program)) {
    throw new BoardUnavailable(`board '${board.name}': the simulator ${program} is not built`, { fix: 'npm run setup' });
  }
  onProgress('starting the simulator');
  const tree = makeSimulatorTree(board);
  const addon = agentShim(board, { root, folder: tree.folder, seed });
  const args = ['--shm', tree.window, ...(tree.doorbell ? ['--doorbell', tree.doorbell] : []), '--seed', String(seed)];
  const simulator = new SimulatorProcess(program, [...args, ...processFaults(board)], () => removeSimulatorTree(tree));
  try {
    const pty = await simulator.started(signal);
    return {
      endpoints: { serial: { [r5]: pty }, local: { sysfs: tree.sysfs, dev: tree.dev }, addon },
      pid: simulator.pid,
      lost: simulator.lost,
      off: () => simulator.stop(),
    };
  } catch (error) {
    await simulator.stop();
    throw error;
  }
}

/** `1/N` travels as N. */
function processFaults(board: Board): string[] {
  return faultsOf(board)
    .filter(({ kind }) => PROCESS_PLACES.includes(kind.place))
    .flatMap(({ kind, argument }) => ['--fault', argument === undefined ? kind.name : `${kind.name}=${argument}`]);
}

function builtinPeer(board: Board): string {
  const builtin = Object.entries(board.peers).filter(([, peer]) => peer.kind === 'serial' && peer.firmware.kind === 'builtin');
  const [found] = builtin;
  if (found && builtin.length === 1) return found[0];
  throw new ConfigError(`board '${board.name}' has ${builtin.length} peers with builtin() firmware; a simulator is exactly one`, {
    fix: `declare r5: serial({ firmware: builtin() }) in boards/${board.name}/board.ts`,
  });
}
