import { InvalidArgument } from '../errors/errors';
import { memFlagsText } from './mem-flags';
import type { MpuRegion } from './mpu-spans';

/** One region of a cover: what the MPU's registers say of it, but for its number. */
export type CoverRegion = Omit<MpuRegion, 'number'>;

const SMALLEST = 5; // 32 bytes
const EIGHTHS_FROM = 8; // 256 bytes: from here on each eighth can be switched off
const ADDRESSES = 1n << 32n;

/**
 * The fewest MPU regions that cover `[base, base + size)` and nothing else, in the order in which the firmware programs them
 * (native/firmware/cover.c, which this is written apart from: each is compared with the other on the core). Every region takes the first byte
 * that is not yet covered and reaches as far as one can; for intervals no choice takes fewer. Throws `InvalidArgument` for a range that no regions
 * cover: empty, not in units of 32 bytes, or past 4 GiB.
 */
export function mpuCover(base: bigint, size: bigint, access: number): CoverRegion[] {
  const end = base + size;
  if (base < 0n || size <= 0n || (base | size) % 32n !== 0n || end > ADDRESSES)
    throw new InvalidArgument(`no MPU regions cover 0x${base.toString(16)} + 0x${size.toString(16)}`, {
      fix: 'give a range of whole 32-byte units below 4 GiB',
    });
  const cover: CoverRegion[] = [];
  for (let at = base; at < end;) {
    let furthest = { reach: at, region: undefined as CoverRegion | undefined };
    for (let log = SMALLEST; log <= 32; log++) {
      const found = candidate(base, end, at, log, access);
      if (found.reach > furthest.reach) furthest = found;
    }
    cover.push(furthest.region as CoverRegion);
    at = furthest.reach;
  }
  return cover;
}

/** The region of 2^log bytes around `at`, with every eighth that would spill switched off, and how far it covers from `at` on without a gap. */
function candidate(base: bigint, end: bigint, at: bigint, log: number, access: number): { reach: bigint; region: CoverRegion | undefined } {
  const size = 1n << BigInt(log);
  const block = at - (at % size);
  const parts = log >= EIGHTHS_FROM ? 8n : 1n;
  const part = size / parts;
  // Parts that lie whole in the range: they are neighbours, since the range is one piece.
  const first = block >= base ? 0n : (base - block + part - 1n) / part;
  const past = block + size <= end ? parts : (end - block) / part;
  const covers = block + first * part <= at && at < block + past * part;
  if (!covers) return { reach: at, region: undefined };
  let disabledEighths = 0;
  for (let i = 0n; i < parts; i++) if (i < first || i >= past) disabledEighths |= 1 << Number(i);
  return { reach: block + past * part, region: { base: block, size, access, disabledEighths, enabled: true } };
}

/** One line for a person: `0x3ec00000 4 MiB, eighths 3 4 5 6 7, NORM_SHARED_NCACHE | PRIV_RW_USER_RW`. */
export function mpuRegionText({ base, size, access, disabledEighths, enabled }: CoverRegion): string {
  if (!enabled) return 'off';
  const on = [0, 1, 2, 3, 4, 5, 6, 7].filter((i) => ((disabledEighths >> i) & 1) === 0);
  const eighths = on.length === 8 ? '' : `, eighths ${on.join(' ') || 'none'}`;
  return `0x${base.toString(16)} ${bytesText(size)}${eighths}, ${memFlagsText(access)}`;
}

function bytesText(size: bigint): string {
  if (size >= 1n << 20n) return `${size >> 20n} MiB`;
  return size >= 1024n ? `${size >> 10n} KiB` : `${size} B`;
}
