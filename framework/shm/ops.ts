import { InvalidArgument, RegionClosed } from '../errors/errors';
import type { BlockOptions, LoadOrder, ShmRegion, StoreOrder, Width } from '../peer/shm-peer';
import {
  checkAccess,
  checkBlockRead,
  checkBlockSet,
  checkBlockWrite,
  checkBytes,
  checkLoadOrder,
  checkOffset,
  checkStoreOrder,
  checkU64,
  checkValue,
} from './access-check';

/**
 * User-defined operations of a region: libmetal's `struct metal_io_ops`. Each gets the region underneath to call through; one that is left out
 * is the region's own. They run on this machine, whatever side the region is of.
 */
export interface RegionOps {
  read?: (io: ShmRegion, off: number, order: LoadOrder, width: Width) => Promise<bigint>;
  write?: (io: ShmRegion, off: number, value: bigint, order: StoreOrder, width: Width) => Promise<void>;
  /** `block_read` */
  blockRead?: (io: ShmRegion, off: number, len: number, options: BlockOptions) => Promise<Uint8Array>;
  /** `block_write` */
  blockWrite?: (io: ShmRegion, off: number, bytes: Uint8Array, options: BlockOptions) => Promise<void>;
  /** `block_set` */
  blockSet?: (io: ShmRegion, off: number, byte: number, len: number, options: BlockOptions) => Promise<void>;
  /** `offset_to_phys` */
  offsetToPhys?: (io: ShmRegion, off: number) => Promise<bigint>;
  /** `phys_to_offset` */
  physToOffset?: (io: ShmRegion, address: bigint) => Promise<number>;
  close?: (io: ShmRegion) => Promise<void>;
}

/** One load of a width that is a variable. */
export async function readWidth(io: ShmRegion, width: Width, off: number, order?: LoadOrder): Promise<bigint> {
  switch (width) {
    case 8:
      return BigInt(await io.read8(off, order));
    case 16:
      return BigInt(await io.read16(off, order));
    case 32:
      return BigInt(await io.read32(off, order));
    case 64:
      return io.read64(off, order);
  }
}

/** One store of a width that is a variable. */
export function writeWidth(io: ShmRegion, width: Width, off: number, value: bigint, order?: StoreOrder): Promise<void> {
  switch (width) {
    case 8:
      return io.write8(off, Number(value), order);
    case 16:
      return io.write16(off, Number(value), order);
    case 32:
      return io.write32(off, Number(value), order);
    case 64:
      return io.write64(off, value, order);
  }
}

/**
 * The region with operations of the caller's in place of its own. Arguments are checked before an operation sees them, as for any region (libmetal
 * checks none of a scalar access), and what an operation gives back is checked too.
 */
export function withOps(io: ShmRegion, ops: RegionOps): ShmRegion {
  for (const [name, op] of Object.entries(ops)) {
    if (!(OPS as readonly string[]).includes(name))
      throw new InvalidArgument(`a region has no operation '${name}'`, { fix: `use of: ${OPS.join(', ')}` });
    if (op !== undefined && typeof op !== 'function')
      throw new InvalidArgument(`ops.${name} is no function`, { fix: 'give a function, or leave it out' });
  }
  return new RegionWithOps(io, ops);
}

const OPS = [
  'read',
  'write',
  'blockRead',
  'blockWrite',
  'blockSet',
  'offsetToPhys',
  'physToOffset',
  'close',
] as const satisfies readonly (keyof RegionOps)[];

class RegionWithOps implements ShmRegion {
  readonly size: number;
  readonly physmap: bigint;
  private closing: Promise<void> | undefined;

  constructor(
    private readonly io: ShmRegion,
    private readonly ops: RegionOps,
  ) {
    this.size = io.size;
    this.physmap = io.physmap;
  }

  read8 = async (off: number, order?: LoadOrder): Promise<number> => Number(await this.load(8, off, order));
  read16 = async (off: number, order?: LoadOrder): Promise<number> => Number(await this.load(16, off, order));
  read32 = async (off: number, order?: LoadOrder): Promise<number> => Number(await this.load(32, off, order));
  read64 = (off: number, order?: LoadOrder): Promise<bigint> => this.load(64, off, order);
  write8 = (off: number, value: number, order?: StoreOrder): Promise<void> => this.store(8, off, value, order);
  write16 = (off: number, value: number, order?: StoreOrder): Promise<void> => this.store(16, off, value, order);
  write32 = (off: number, value: number, order?: StoreOrder): Promise<void> => this.store(32, off, value, order);
  write64 = (off: number, value: bigint, order?: StoreOrder): Promise<void> => this.store(64, off, value, order);

  async blockRead(off: number, len: number, options: BlockOptions = {}): Promise<Uint8Array> {
    this.checkOpen();
    checkBlockRead(this.size, off, len, options);
    if (!this.ops.blockRead) return this.io.blockRead(off, len, options);
    const bytes = await this.ops.blockRead(this.io, off, len, options);
    checkBytes('what ops.blockRead gave', bytes);
    if (bytes.length !== len) throw wrongAnswer('blockRead', `${bytes.length} bytes where ${len} were asked for`);
    return bytes;
  }

  async blockWrite(off: number, bytes: Uint8Array, options: BlockOptions = {}): Promise<void> {
    this.checkOpen();
    checkBlockWrite(this.size, off, bytes, options);
    await (this.ops.blockWrite ? this.ops.blockWrite(this.io, off, bytes, options) : this.io.blockWrite(off, bytes, options));
  }

  async blockSet(off: number, byte: number, len: number, options: BlockOptions = {}): Promise<void> {
    this.checkOpen();
    checkBlockSet(this.size, off, byte, len, options);
    await (this.ops.blockSet ? this.ops.blockSet(this.io, off, byte, len, options) : this.io.blockSet(off, byte, len, options));
  }

  virt = (off: number): Promise<bigint> => this.whenOpen(() => this.io.virt(off));
  virtToOffset = (address: bigint): Promise<number> => this.whenOpen(() => this.io.virtToOffset(address));

  async phys(off: number): Promise<bigint> {
    this.checkOpen();
    checkOffset(this.size, off);
    if (!this.ops.offsetToPhys) return this.io.phys(off);
    return checkU64('what ops.offsetToPhys gave', await this.ops.offsetToPhys(this.io, off));
  }

  async physToOffset(address: bigint): Promise<number> {
    this.checkOpen();
    checkU64('address', address);
    if (!this.ops.physToOffset) return this.io.physToOffset(address);
    const off = await this.ops.physToOffset(this.io, address);
    checkOffset(this.size, off);
    return off;
  }

  /** Once: a second call waits for the first. */
  close(): Promise<void> {
    this.closing ??= this.ops.close ? this.ops.close(this.io) : this.io.close();
    return this.closing;
  }

  checkOpen(): void {
    if (this.closing) throw new RegionClosed('the region is closed', { fix: 'open the shm device again' });
    this.io.checkOpen();
  }

  private async load(width: Width, off: number, order: LoadOrder = 'seq_cst'): Promise<bigint> {
    this.checkOpen();
    checkLoadOrder(order);
    checkAccess(this.size, width, off);
    if (!this.ops.read) return readWidth(this.io, width, off, order);
    const value = await this.ops.read(this.io, off, order, width);
    if (typeof value !== 'bigint') throw wrongAnswer('read', `${String(value)}, which is no bigint,`);
    if (value < 0n || value >> BigInt(width) !== 0n) throw wrongAnswer('read', `${value} for ${width} bits`);
    return value;
  }

  private async store(width: Width, off: number, value: number | bigint, order: StoreOrder = 'seq_cst'): Promise<void> {
    this.checkOpen();
    checkStoreOrder(order);
    checkValue(width, value);
    checkAccess(this.size, width, off);
    const wide = BigInt(value);
    await (this.ops.write ? this.ops.write(this.io, off, wide, order, width) : writeWidth(this.io, width, off, wide, order));
  }

  private async whenOpen<T>(work: () => Promise<T>): Promise<T> {
    this.checkOpen();
    return work();
  }
}

function wrongAnswer(op: string, what: string): InvalidArgument {
  return new InvalidArgument(`ops.${op} gave ${what}`, { fix: 'correct the operation' });
}
