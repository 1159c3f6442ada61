import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Board } from '../../../framework/board/declaration';
import { memoryMap } from '../../../framework/board/memory-map';
import { sha256Of } from '../download';
import { SetupFailure } from '../failure';
import { fromRoot, inBuild } from '../paths';
import { publish, type Step } from '../step';

const SOURCES = /^(?!.*\/test\/).*(\.(c|S|h|def|flags|ld|mk)|Makefile)$/;

/** The R5's program for one board: its own memory map, its own build id. Undefined when the board has no R5 of ours. */
export function firmware(board: Board): Step | undefined {
  const port = firmwarePort(board);
  if (port === undefined || !existsSync(fromRoot('native/firmware/port', port, 'port.mk'))) return undefined;
  const program = port === 'posix' ? 'r5' : 'r5.elf';
  const folder = inBuild('firmware', board.name);
  const map = memoryMap(board);
  return {
    name: `firmware-${board.name}`,
    title: `firmware of ${board.name} (${port})`,
    inputs: () => [
      { text: `${port} ${map.header} ${map.linker}` },
      { path: fromRoot('native/firmware'), only: SOURCES },
      { path: fromRoot('native/core'), only: SOURCES },
      { path: __filename },
    ],
    outputs: () => [join(folder, program), join(folder, 'build.json')],
    async run({ log, work, hash }) {
      const headers = join(work, 'board');
      mkdirSync(headers);
      writeFileSync(join(headers, 'memmap.h'), map.header);
      writeFileSync(join(headers, 'memmap.ld'), map.linker);
      const buildId = hash.slice(0, 8);
      const out = join(work, 'out');
      await log.run('make', [
        `-j${availableParallelism()}`,
        '-C',
        fromRoot('native/firmware'),
        `PORT=${port}`,
        `BOARD_HEADER_DIR=${headers}`,
        `OUT=${out}`,
        `BUILD_ID=${buildId}`,
      ]);
      const result = join(work, 'result');
      mkdirSync(result);
      const built = readFileSync(join(out, program));
      writeFileSync(join(result, program), built, { mode: 0o755 });
      const [compiler = ''] = (await log.read(port === 'posix' ? 'gcc' : 'arm-none-eabi-gcc', ['--version'])).split('\n');
      const build = { buildId, protocol: protocolVersion(), port, sha256: await sha256Of(join(result, program)), compiler };
      writeFileSync(join(result, 'build.json'), `${JSON.stringify(build, null, 2)}\n`);
      publish(result, folder);
    },
  };
}

function firmwarePort(board: Board): string | undefined {
  for (const peer of Object.values(board.peers)) if (peer.kind === 'serial') return peer.firmware.port;
  return undefined;
}

function protocolVersion(): number {
  const header = fromRoot('native/firmware/protocol.h');
  const version = /^#define AMP_PROTOCOL_VERSION (\d+)/m.exec(readFileSync(header, 'utf8'))?.[1];
  if (version === undefined) throw new SetupFailure(`${header} does not define AMP_PROTOCOL_VERSION`, { fix: 'restore the line' });
  return Number(version);
}
