import { ConfigError } from '../errors/errors';
import type { MpuRegion } from '../shm/mpu-spans';
import { mpuSpans } from '../shm/mpu-spans';
import { mpuRegionText } from '../shm/mpu-cover';
import { memFlagsText } from '../shm/mem-flags';
import { runsOf } from '../shm/physmap';
import type { PeerIdentity, ShmDevice } from '../peer/shm-peer';
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

/** The core and the build that answer must be those that the board declares and that were loaded. Throws `ConfigError`. */
export function checkR5(board: Board, { id, midr = 0, build }: PeerIdentity, loaded: string): void {
  const declared = board.soc.r5.midr;
  if (declared !== undefined && midr !== declared) {
    throw new ConfigError(
      `the core of ${id} has id (MIDR) 0x${midr.toString(16)}, soc.r5.midr of board '${board.name}' is 0x${declared.toString(16)}`,
      {
        fix: 'is the firmware loaded on the core that the board file means? Correct the remoteproc instance, or soc.r5.midr',
      },
    );
  }
  if (build !== loaded) {
    throw new ConfigError(`${id} runs firmware of build ${build}, build ${loaded} was to be loaded`, {
      fix: 'load the firmware again; if that changes nothing, another one is started from flash or by another program',
    });
  }
}

/** The MPU of an R5 must have the window, all of it and no more, with the declared flags. Throws `ConfigError`. */
export function checkMpu(board: Board, id: string, { physmap, size, memFlags }: ShmDeclaration, regions: readonly MpuRegion[]): void {
  if (mpuSpans([...regions], memFlags).some((span) => span.base === physmap && span.size === BigInt(size))) return;
  const enabled = regions.filter((region) => region.enabled).map(mpuRegionText);
  throw new ConfigError(
    `the MPU of ${id} does not have the window 0x${physmap.toString(16)}+0x${size.toString(16)} as ${memFlagsText(memFlags)}: its regions are ${enabled.join('; ')}`,
    { fix: `build the firmware from boards/${board.name}/board.ts (npm run setup) and load it` },
  );
}
