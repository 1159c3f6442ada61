import { createServer } from 'node:net';
import { isAbsolute, join } from 'node:path';
import { BoardUnavailable, ConfigError } from '../../errors/errors';
import type { Board } from '../declaration';
import { boundToUs, findProgram, qemuArguments } from './qemu-command';
import { readQemuImage } from './qemu-image';
import { QemuProcess } from './qemu-process';
import { ReadyLine } from './ready-line';
import type { PoweredBoard, PowerDriver, PowerOnOptions } from './power';

const PROGRAM = 'qemu-system-aarch64';
const PORT_ATTEMPTS = 5;

/** Power of a virtual board: on is the start of QEMU, off its end. `root` is the work tree, where the declaration's image folder lies; `nextPort` proposes loopback ports for ssh. */
export function qemuPower(board: Board, root: string, nextPort: () => Promise<number> = freePort): PowerDriver {
  const declared = board.power;
  if (declared.kind !== 'qemu') {
    throw new ConfigError(`board '${board.name}' has power '${declared.kind}', not 'qemu'`, {
      fix: `set power: qemu({ image: … }) in boards/${board.name}/board.ts`,
    });
  }
  const folder = isAbsolute(declared.image) ? declared.image : join(root, declared.image);
  return { on: (options) => powerOn(board, folder, nextPort, options) };
}

async function powerOn(board: Board, folder: string, nextPort: () => Promise<number>, options: PowerOnOptions): Promise<PoweredBoard> {
  const image = readQemuImage(folder);
  const program = findProgram(PROGRAM);
  if (program === undefined)
    throw new BoardUnavailable(`${PROGRAM} is not in PATH`, { fix: 'run `npm run setup`, which installs qemu-system-arm' });
  const linux = peerOf(board, 'ssh');
  const r5 = peerOf(board, 'serial');

  for (let attempt = 1; ; attempt++) {
    const port = await nextPort();
    options.onProgress(`starting QEMU, ssh on 127.0.0.1:${port}`);
    const command = boundToUs(program, qemuArguments(image, folder, port));
    const ready = new ReadyLine();
    const qemu = new QemuProcess(command, join(folder, image.seed.file), image.seed, (text) => {
      ready.push(text);
      options.onConsole(linux, text);
    });
    try {
      const pty = await qemu.started(options.signal);
      return {
        endpoints: { ssh: { host: '127.0.0.1', port }, serial: { [r5]: pty } },
        pid: qemu.pid,
        lost: qemu.lost,
        listening: ready.seen,
        off: () => qemu.stop(),
      };
    } catch (error) {
      await qemu.stop();
      // Somebody took the port between our look and QEMU's bind.
      if (qemu.portWasTaken && attempt < PORT_ATTEMPTS && !options.signal?.aborted) continue;
      throw error;
    }
  }
}

function peerOf(board: Board, kind: 'ssh' | 'serial'): string {
  const found = Object.entries(board.peers).find(([, peer]) => peer.kind === kind);
  if (found) return found[0];
  throw new ConfigError(`board '${board.name}' has no ${kind} peer`, {
    fix: `QEMU offers one: declare it in boards/${board.name}/board.ts`,
  });
}

/** A loopback port that is free now. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
