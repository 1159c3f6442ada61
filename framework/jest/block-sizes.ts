import { controlOffset } from '../coherence/control-block';
import { ConfigError } from '../errors/errors';
import type { Profile } from '../record/schema';
import type { ShmDeclaration } from '../shm/device';
import { runsOf } from '../shm/physmap';

const SMOKE = [4, 64, 4096, 65536];
const FULL = [4, 8, 32, 64, 256, 1024, 4096, 16384, 65536, 262144];

/** Block sizes of a profile that fit in region 0 of `shm` beside its control block. Throws `ConfigError` where none does: a test of no sizes would pass. */
export function fittingSizes(profile: Profile, shm: ShmDeclaration): number[] {
  const [region] = shm.regions;
  // A side that maps scattered pages has a region for each contiguous piece.
  const size = (region && runsOf(region)[0]?.size) ?? 0;
  const fitting = (profile === 'smoke' ? SMOKE : FULL).filter((bytes) => bytes <= controlOffset(size));
  if (fitting.length > 0) return fitting;
  throw new ConfigError(`size of '${shm.name}' is 0x${size.toString(16)}: no block fits in it beside the control block of 4 KiB`, {
    fix: 'give the device at least 8 KiB of contiguous memory',
  });
}
