import { ConfigError } from '../errors/errors';
import { runsOf } from '../shm/physmap';
import type { Board } from './declaration';

/**
 * The board's memory map for the firmware: the C header and the linker symbols, rendered from the declaration so that no address
 * has a second home. Sizes and addresses are 32-bit: that is all an R5 can reach.
 */
export interface MemoryMap {
  /** Text of `memmap.h`. */
  readonly header: string;
  /** Text of `memmap.ld`: one `NAME = 0x…;` a line. */
  readonly linker: string;
}

interface Entry {
  name: string;
  value: bigint;
  what: string;
}

export function memoryMap(board: Board): MemoryMap {
  const entries = memoryMapEntries(board);
  const shm = firstShm(board);
  const origin = `Generated from boards/${board.name}/board.ts: change that file, not this one.`;
  const header = [
    `/* ${origin} */`,
    '#ifndef AMP_MEMMAP_H',
    '#define AMP_MEMMAP_H',
    '',
    `#define AMP_BOARD_NAME "${board.name}"`,
    `#define AMP_SHM_NAME "${shm.name}"`,
    ...entries.map(({ name, value, what }) => `#define ${name} ${hex(value)}u /* ${what} */`),
    '',
    '#endif',
    '',
  ];
  const linker = [`/* ${origin} */`, ...entries.map(({ name, value }) => `${name} = ${hex(value)};`), ''];
  return { header: header.join('\n'), linker: linker.join('\n') };
}

function memoryMapEntries(board: Board): Entry[] {
  const shm = firstShm(board);
  const { firmware, guard, doorbell } = board.memory;
  const entries: Entry[] = [
    { name: 'AMP_SHM_BASE', value: shm.physmap, what: 'physical address of the shared window' },
    { name: 'AMP_SHM_SIZE', value: BigInt(shm.size), what: 'bytes' },
    { name: 'AMP_SHM_FLAGS', value: BigInt(shm.memFlags), what: 'mem_flags of the shm device' },
    { name: 'AMP_FW_BASE', value: firmware.base, what: 'the carve-out the firmware is linked into' },
    { name: 'AMP_FW_SIZE', value: BigInt(firmware.size), what: 'bytes; the last word is the stop word' },
    { name: 'AMP_GUARD_SIZE', value: BigInt(guard), what: 'bytes of no-map guard below and above the window; 0: none' },
  ];
  if (doorbell) {
    entries.push({ name: 'AMP_DOORBELL_BASE', value: doorbell.base, what: 'the doorbell node of Linux' });
    entries.push({ name: 'AMP_DOORBELL_SIZE', value: BigInt(doorbell.size), what: 'bytes' });
    if (doorbell.irqNum !== undefined)
      entries.push({ name: 'AMP_DOORBELL_IRQ', value: BigInt(doorbell.irqNum), what: 'its GIC interrupt id' });
  }
  for (const { name, value } of entries) {
    if (value > 0xffff_ffffn) {
      throw new ConfigError(`board '${board.name}': ${name} is ${hex(value)}, beyond the 32-bit addresses of an R5`, {
        fix: `move it below 4 GiB in boards/${board.name}/board.ts`,
      });
    }
  }
  return entries;
}

function firstShm(board: Board): Board['shm'][number] {
  const [shm] = board.shm;
  const [region] = shm?.regions ?? [];
  if (region && runsOf(region).length > 1) {
    throw new ConfigError(`board '${board.name}': shm[0].regions[0] of '${shm?.name}' is scattered over ${runsOf(region).length} places`, {
      fix: 'make its pages contiguous: an R5 has no MMU that could join them',
    });
  }
  if (shm) return shm;
  throw new ConfigError(`board '${board.name}' declares no shm device`, { fix: `add one to shm in boards/${board.name}/board.ts` });
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
