import { ConfigError } from '../errors/errors';
import { runsOf } from '../shm/physmap';
import type { Board } from './declaration';

/** A piece of physical memory that a board's declaration gives to somebody. */
export interface MemoryRange {
  /** The field that says so: `memory.firmware`, `shm[0].regions[1]`. */
  readonly field: string;
  readonly kind: 'firmware' | 'doorbell' | 'shm' | 'guard';
  readonly base: bigint;
  readonly size: number;
}

const R5_END = 1n << 32n;

/** Every range of the declaration: firmware, doorbell, each contiguous piece of each region, and the guards below and above each of those. */
export function memoryRanges(board: Board): MemoryRange[] {
  const { firmware, doorbell, guard } = board.memory;
  const ranges: MemoryRange[] = [{ field: 'memory.firmware', kind: 'firmware', ...firmware }];
  if (doorbell) ranges.push({ field: 'memory.doorbell', kind: 'doorbell', base: doorbell.base, size: doorbell.size });
  board.shm.forEach((shm, i) =>
    shm.regions.forEach((region, j) => {
      const field = `shm[${i}].regions[${j}] of '${shm.name}'`;
      for (const { base, size } of runsOf(region)) {
        if (guard > 0) ranges.push({ field: `memory.guard below ${field}`, kind: 'guard', base: base - BigInt(guard), size: guard });
        ranges.push({ field, kind: 'shm', base, size });
        if (guard > 0) ranges.push({ field: `memory.guard above ${field}`, kind: 'guard', base: base + BigInt(size), size: guard });
      }
    }),
  );
  return ranges;
}

/** No byte may have two owners, and what an R5 maps must lie where it can reach. Throws `ConfigError` naming the fields, the ranges and the rule. */
export function checkMemoryRanges(board: Board): void {
  const ranges = memoryRanges(board).sort((a, b) => (a.base < b.base ? -1 : 1));
  const fail = (what: string, fix: string): never => {
    throw new ConfigError(`board '${board.name}': ${what}`, { fix });
  };
  // In order of base, the first overlap of all is one of neighbours.
  let below: MemoryRange | undefined;
  for (const range of ranges) {
    if (range.base < 0n) fail(`${range.field} starts below address 0`, 'lower memory.guard or move the window up');
    if (below && range.base < endOf(below)) {
      fail(`${text(range)} overlaps ${text(below)}`, 'move one of the two: a byte that two parts own is overwritten by both');
    }
    below = range;
  }
  const hasR5 = Object.values(board.peers).some(({ kind }) => kind === 'serial');
  const high = hasR5 ? ranges.find((range) => endOf(range) > R5_END) : undefined;
  if (high) fail(`${text(high)} lies above the 4 GiB that an R5 can address`, 'move it below 0x100000000, or declare no R5 on this board');
}

function endOf({ base, size }: MemoryRange): bigint {
  return base + BigInt(size);
}

function text({ field, base, size }: MemoryRange): string {
  return `${field} 0x${base.toString(16)}+0x${size.toString(16)}`;
}
