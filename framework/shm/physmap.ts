/** The page table of a region as libmetal has it: `physmap`, `page_shift`, `page_mask`. */

/** `page_shift` of a region that is one page: libmetal's `-1UL`. */
export const ONE_PAGE_SHIFT = -1;
/** Its `page_mask`: all ones, so that the offset is all of it. */
export const ONE_PAGE_MASK = 0xffff_ffff_ffff_ffffn;

/** Linux maps nothing smaller, on any board we know. */
export const SYSTEM_PAGE = 0x1000;
const ADDRESS_END = 1n << 64n;

export interface Physmap {
  /** Physical address of each page, in order of offset. */
  readonly physmap: readonly bigint[];
  readonly size: number;
  readonly pageShift: number;
  readonly pageMask: bigint;
}

/** What a board file gives of it. */
export interface DeclaredPhysmap {
  physmap: bigint | readonly bigint[];
  size: number;
  pageShift?: number | undefined;
  pageMask?: bigint | undefined;
}

export interface Contradiction {
  field: 'physmap' | 'size' | 'pageShift' | 'pageMask';
  rule: string;
}

/** A contiguous piece of a region. */
export interface Run {
  readonly base: bigint;
  readonly size: number;
}

/** `count` pages from `base` on, one after the other: a `physmap` for a region with that `pageShift`. */
export function contiguousPages(base: bigint, count: number, pageShift = 12): bigint[] {
  return Array.from({ length: count }, (_, i) => base + (BigInt(i) << BigInt(pageShift)));
}

/** The page table with its defaults, or everything that is wrong with it. */
export function resolvePhysmap(declared: DeclaredPhysmap): Physmap | Contradiction[] {
  const { size } = declared;
  const physmap = typeof declared.physmap === 'bigint' ? [declared.physmap] : [...declared.physmap];
  const pageShift = declared.pageShift ?? ONE_PAGE_SHIFT;
  const wrong: Contradiction[] = [];
  const add = (field: Contradiction['field'], rule: string): void => void wrong.push({ field, rule });

  if (pageShift !== ONE_PAGE_SHIFT && (!Number.isInteger(pageShift) || pageShift < 12 || pageShift > 30)) {
    add('pageShift', `12 (4 KiB) to 30 (1 GiB), or ${ONE_PAGE_SHIFT} where the region is one page; a shift by 32 or 64 is undefined in C`);
    return wrong;
  }
  const pageMask = pageShift === ONE_PAGE_SHIFT ? ONE_PAGE_MASK : (1n << BigInt(pageShift)) - 1n;
  if (declared.pageMask !== undefined && declared.pageMask !== pageMask)
    add('pageMask', `pageShift ${pageShift} makes it ${hex(pageMask)}: leave one of the two out, or correct it`);

  const page = pageShift === ONE_PAGE_SHIFT ? SYSTEM_PAGE : 2 ** pageShift;
  if (size % page !== 0) add('size', `a multiple of the page, ${hex(page)}`);
  const needed = pageShift === ONE_PAGE_SHIFT ? 1 : Math.ceil(size / page);
  if (physmap.length !== needed) {
    const why = pageShift === ONE_PAGE_SHIFT ? 'without pageShift the region is one page' : `size >> pageShift is ${needed}`;
    add('physmap', `too ${physmap.length < needed ? 'short' : 'long'}: it has ${physmap.length} of ${needed} pages (${why})`);
  }
  const crooked = physmap.find((address) => address % BigInt(page) !== 0n);
  if (crooked !== undefined) add('physmap', `${hex(crooked)} is not aligned to the page, ${hex(page)}`);
  const length = BigInt(pageShift === ONE_PAGE_SHIFT ? size : page);
  const beyond = physmap.find((address) => address + length > ADDRESS_END);
  if (beyond !== undefined) add('physmap', `${hex(beyond)}+${hex(length)} runs past the end of the 64-bit addresses`);
  const twice = repeated(physmap);
  if (twice !== undefined) add('physmap', `page ${hex(twice)} is in it twice: two offsets would be one word of memory`);
  return wrong.length > 0 ? wrong : { physmap, size, pageShift, pageMask };
}

/** The contiguous pieces of a region, in order of offset. One for a region that is linear, as an MPU can map it. */
export function runsOf({ physmap, size, pageShift }: Physmap): Run[] {
  const page = pageShift === ONE_PAGE_SHIFT ? size : 2 ** pageShift;
  const runs: { base: bigint; size: number }[] = [];
  for (const base of physmap) {
    const last = runs.at(-1);
    if (last && last.base + BigInt(last.size) === base) last.size += page;
    else runs.push({ base, size: page });
  }
  return runs;
}

function repeated(physmap: readonly bigint[]): bigint | undefined {
  const seen = new Set<bigint>();
  return physmap.find((address) => seen.size === seen.add(address).size);
}

function hex(value: bigint | number): string {
  return `0x${value.toString(16)}`;
}
