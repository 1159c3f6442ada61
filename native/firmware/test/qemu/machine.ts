import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Board } from '../../../../framework/board/declaration';
import { boundToUs, findProgram } from '../../../../framework/board/power/qemu-command';
import { withDeadline } from '../../../../framework/link/deadline';
import { memoryMapFolder, run } from '../build';
import { TestConsole } from '../console';

const START_MS = 30_000;

/** QEMU's ZCU102 with the firmware on its R5 and, in place of Linux, a stub on its A53 that starts and stops the R5. */
export class TestMachine {
  readonly r5: TestConsole;
  readonly #a53: TestConsole;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(child: ChildProcess, folder: string, a53: Socket, r5: Socket) {
    this.#child = child;
    this.#folder = folder;
    this.#a53 = new TestConsole(a53);
    this.r5 = new TestConsole(r5);
  }

  /** `entry`: where CPU_ON starts the R5. */
  static async start(board: Board, firmware: string, entry: number): Promise<TestMachine> {
    const folder = mkdtempSync(join(tmpdir(), 'amp-hil-test-'));
    const stub = buildStub(board, folder, entry);
    const sockets = ['a53', 'r5'].map((name) => join(folder, name));
    const connections = sockets.map(connection);
    const { program, args } = boundToUs(findProgram('qemu-system-aarch64') as string, [
      ...['-M', 'xlnx-zcu102', '-smp', '5', '-m', '2G', '-accel', 'tcg,thread=multi', '-display', 'none', '-nodefaults'],
      ...['-audiodev', 'none,id=a0'],
      ...['-device', `loader,file=${stub},addr=0x100000,force-raw=on,cpu-num=0`, '-device', `loader,file=${firmware}`],
      ...sockets.flatMap((path) => ['-serial', `unix:${path}`]),
    ]);
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, QEMU_AUDIO_DRV: 'none' } });
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => (said += String(chunk)));
    try {
      const both = Promise.all(connections) as Promise<[Socket, Socket]>;
      const [a53, r5] = await withDeadline('start of QEMU', START_MS, undefined, both, () => said);
      const machine = new TestMachine(child, folder, a53, r5);
      await machine.#expect('r');
      return machine;
    } catch (error) {
      await end(child, folder);
      throw error;
    }
  }

  /** PSCI CPU_ON; 0 when it was accepted. */
  cpuOn(): Promise<string> {
    return this.#ask('g');
  }

  requestStop(): Promise<string> {
    return this.#ask('s');
  }

  /** PSCI AFFINITY_INFO: '0' on, '1' off. */
  affinity(): Promise<string> {
    return this.#ask('a');
  }

  writeGuardPage(): Promise<string> {
    return this.#ask('w');
  }

  off(): Promise<void> {
    return end(this.#child, this.#folder);
  }

  #ask(letter: string): Promise<string> {
    this.#a53.send(letter);
    return this.#expect(letter);
  }

  async #expect(letter: string): Promise<string> {
    const line = await this.#a53.line();
    if (line[0] !== letter) throw new Error(`the A53 said '${line}', not '${letter}'`);
    return line.slice(1);
  }
}

async function end(child: ChildProcess, folder: string): Promise<void> {
  const ended = once(child, 'exit');
  if (child.kill('SIGKILL')) await ended;
  rmSync(folder, { recursive: true });
}

function buildStub(board: Board, folder: string, entry: number): string {
  const [elf, binary] = [join(folder, 'stub.elf'), join(folder, 'stub.bin')];
  run('aarch64-linux-gnu-gcc', [
    ...[
      '-O1',
      '-Wall',
      '-Wextra',
      '-Werror',
      '-ffreestanding',
      '-nostdlib',
      '-static',
      '-mgeneral-regs-only',
      '-fno-toplevel-reorder',
      '-fno-stack-protector',
    ],
    ...['-Wl,--build-id=none', '-Wl,-Ttext=0x100000', '-Wl,-e,first'],
    ...['-include', join(memoryMapFolder(board), 'memmap.h'), `-DAMP_R5_ENTRY=${entry}`, '-o', elf, join(__dirname, 'a53-stub.c')],
  ]);
  run('aarch64-linux-gnu-objcopy', ['-O', 'binary', '-j', '.text', elf, binary]);
  return binary;
}

/** QEMU connects to us, so that nothing it says is lost. */
function connection(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      server.close();
      // Reset when QEMU is killed.
      socket.on('error', () => socket.destroy());
      resolve(socket);
    });
    server.once('error', reject);
    server.listen(path);
  });
}
