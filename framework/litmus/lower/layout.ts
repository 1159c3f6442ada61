import { InvalidArgument } from '../../errors/errors';
import type { LitmusTest, Size } from '../program';

/** `same-line`: as close as their widths allow. `apart`: a line of 64 bytes each. */
export type Spacing = 'same-line' | 'apart';

/** Where a test's locations lie in a cell. */
export interface CellLayout {
  /** Bytes from one cell to the next: a power of two, 16 at least. */
  readonly stride: number;
  /** Bytes from the cell's start, by location. */
  readonly offsets: ReadonlyMap<string, number>;
  /** Bits of each location: those of its widest access. */
  readonly widths: ReadonlyMap<string, Size>;
}

export interface LayoutOptions {
  readonly spacing: Spacing;
  /** At least this many bytes a cell: a power of two. */
  readonly stride?: number;
}

export const MAX_LOCATIONS = 8;
const MIN_STRIDE = 16;
const LINE = 64;

/** The layout of `test`'s cell. Locations keep the test's order. */
export function layoutOf(test: LitmusTest, options: LayoutOptions): CellLayout {
  const names = test.locations.map((location) => location.name);
  if (names.length > MAX_LOCATIONS) {
    throw new InvalidArgument(`test ${test.name}: ${names.length} locations`, { fix: `at most ${MAX_LOCATIONS} fit a cell` });
  }
  const asked = options.stride ?? MIN_STRIDE;
  if (!Number.isInteger(asked) || asked < MIN_STRIDE || (asked & (asked - 1)) !== 0) {
    throw new InvalidArgument(`stride of a cell: ${asked}`, { fix: `a power of two of ${MIN_STRIDE} bytes or more` });
  }
  // All of one width: a narrower neighbour of a 64-bit location would break its alignment. An access of unknown target may be any location's.
  const size = widestAccess(test);
  const step = options.spacing === 'apart' ? LINE : size / 8;
  const needed = names.length === 0 ? MIN_STRIDE : (names.length - 1) * step + size / 8;
  let stride = asked;
  while (stride < needed) stride *= 2;
  return {
    stride,
    offsets: new Map(names.map((name, i) => [name, i * step])),
    widths: new Map(names.map((name) => [name, size])),
  };
}

function widestAccess(test: LitmusTest): Size {
  const wide = test.threads.some((thread) => thread.instructions.some((each) => 'address' in each && each.size === 64));
  return wide ? 64 : 32;
}
