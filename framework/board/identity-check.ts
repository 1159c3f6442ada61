import { ConfigError } from '../errors/errors';
import { memFlagsText } from '../shm/mem-flags';
import { runsOf } from '../shm/physmap';
import type { ShmDevice } from '../peer/shm-peer';
import type { Board, ShmDeclaration } from './declaration';

/**
 * What a side found must be what the board declares, before anything is read or written: a window of another address or size is
 * somebody else's memory. Throws `ConfigError` naming the field, both values and the file.
 */
export function checkDevice(board: Board, side: string, declared: ShmDeclaration, device: ShmDevice): void {
  const hex = (value: bigint | number): string => `0x${value.toString(16)}`;
  // Linux has a map for each contiguous piece of the device; the firmware of an R5 knows the first.
  const pieces = declared.regions.flatMap(runsOf);
  const found: [field: string, declared: string, found: string][] = [['name', declared.name, device.name]];
  for (const [i, region] of device.regions.entries()) {
    const of = i === 0 ? '' : ` of region ${i}`;
    const piece = pieces[i];
    found.push([`physmap${of}`, piece ? hex(piece.base) : 'not at all', hex(region.physmap)]);
    found.push([`size${of}`, piece ? hex(piece.size) : 'not at all', hex(region.size)]);
  }
  if (side === 'linux') found.push(['number of regions', String(pieces.length), String(device.regions.length)]);
  if (device.memFlags !== undefined) found.push(['memFlags', memFlagsText(declared.memFlags), memFlagsText(device.memFlags)]);
  const wrong = found.filter(([, want, got]) => want !== got);
  if (wrong.length === 0) return;
  throw new ConfigError(
    `'${declared.name}' on ${side} is not what boards/${board.name}/board.ts declares: ${wrong.map(([field, want, got]) => `${field} is ${got}, declared ${want}`).join('; ')}`,
    {
      fix:
        side === 'linux'
          ? "correct the board file, or the node's reg in the device tree"
          : 'correct the board file and run npm run setup: the firmware is built from it',
    },
  );
}
