import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Board } from '../../../framework/board/declaration';
import { memoryMap } from '../../../framework/board/memory-map';

const BUILD = resolve(__dirname, '../../../build/native-test');
export const BUILD_ID = '1a2b3c4d';

/** Folder of a board's memory map, written there. */
export function memoryMapFolder(board: Board): string {
  const folder = join(BUILD, 'memory-map', board.name);
  const { header, linker } = memoryMap(board);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'memmap.h'), header);
  writeFileSync(join(folder, 'memmap.ld'), linker);
  return folder;
}

/** Builds the firmware for `board` by its own Makefile and returns the path of the program. */
export function buildFirmware(board: Board, port: 'posix' | 'qemu-zynqmp' | 'zynqmp'): string {
  const out = join(BUILD, 'firmware-ports', port);
  make([
    '-C',
    resolve(__dirname, '..'),
    `PORT=${port}`,
    `BOARD_HEADER_DIR=${memoryMapFolder(board)}`,
    `OUT=${out}`,
    `BUILD_ID=${BUILD_ID}`,
  ]);
  return join(out, port === 'posix' ? 'r5' : 'r5.elf');
}

/** What the compiler says of an error goes to the terminal. */
export function make(args: readonly string[]): void {
  execFileSync('make', ['-s', ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Standard output of a program that must succeed. */
export function run(program: string, args: readonly string[], timeout = 60_000): string {
  return execFileSync(program, args, { encoding: 'utf8', timeout, maxBuffer: 64 * 1024 * 1024 });
}
