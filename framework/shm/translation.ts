import { ConfigError, OutOfRange } from '../errors/errors';
import { checkOffset, checkU64 } from './access-check';
import { ONE_PAGE_SHIFT, resolvePhysmap, type DeclaredPhysmap, type Physmap } from './physmap';

/**
 * Translation through the page table of a region, computed on a peer by the code that the peer's regions use. No memory is touched and nothing
 * need be open, so any table can be tried: `const t = await peer.translator({ physmap: [0x3ed80000n, 0x3ed90000n], size: 0x2000, pageShift: 12 })`.
 * A region of a board's declaration is a table as well: `peer.translator(rig.shm.regions[0])`. At most 16 pages on an R5.
 */
export interface Translator {
  /** `metal_io_phys`: physical address of `off`. `OutOfRange` from the region's size on, where libmetal says METAL_BAD_PHYS. */
  phys(off: number): Promise<bigint>;
  /** `metal_io_phys_to_offset`. `OutOfRange` for an address that no page holds, where libmetal says METAL_BAD_OFFSET. */
  offset(address: bigint): Promise<number>;
}

/** A table as a caller gives it, with its defaults. Throws `ConfigError` naming field, value and rule. */
export function pageTable(declared: DeclaredPhysmap): Physmap {
  const { physmap, size } = declared;
  const pages: unknown = typeof physmap === 'bigint' ? [physmap] : physmap;
  if (!Array.isArray(pages) || !pages.every((address) => typeof address === 'bigint')) {
    throw new ConfigError(`page table: physmap is ${shown(physmap)}: an address with an n at its end, 0x3ed80000n, or a list of such`, {
      fix: 'correct the field; physmap has one address a page, in order of offset',
    });
  }
  if (!Number.isSafeInteger(size) || size <= 0)
    throw new ConfigError(`page table: size is ${String(size)}: a whole number of bytes above 0`, { fix: 'correct the field' });
  const table = resolvePhysmap(declared);
  if (!Array.isArray(table)) return table;
  const wrong = (table as { field: keyof DeclaredPhysmap; rule: string }[]).map(
    ({ field, rule }) => `${field} is ${shown(declared[field])}: ${rule}`,
  );
  throw new ConfigError(`page table: ${wrong.join('; ')}`, {
    fix: 'correct the field; physmap has one address a page, in order of offset',
  });
}

/** Physical address of `off`, on the host: what a peer's answer is compared with. */
export function offsetToPhys({ physmap, size, pageShift }: Physmap, off: number): bigint {
  checkOffset(size, off);
  if (pageShift === ONE_PAGE_SHIFT) return (physmap[0] as bigint) + BigInt(off);
  const page = 2 ** pageShift;
  return (physmap[Math.floor(off / page)] as bigint) + BigInt(off % page);
}

/** Offset of a physical address, on the host. */
export function physToOffset({ physmap, size, pageShift }: Physmap, address: bigint): number {
  checkU64('address', address);
  const length = BigInt(pageShift === ONE_PAGE_SHIFT ? size : 2 ** pageShift);
  const page = physmap.findIndex((base) => address >= base && address - base < length);
  if (page < 0) throw new OutOfRange(`no page of the table holds the physical address 0x${address.toString(16)}`);
  return Number(BigInt(page) * length + (address - (physmap[page] as bigint)));
}

function shown(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? `0x${v.toString(16)}` : v))?.slice(0, 80) ?? 'missing';
}
