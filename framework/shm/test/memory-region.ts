import { RegionClosed } from '../../errors/errors';
import type { BlockOptions, ShmRegion } from '../../peer/shm-peer';
import { checkAccess, checkBlock, checkBytes, checkOffset, checkValue } from '../access-check';

/** For unit tests: a region over an array of this process. */
export class MemoryRegion implements ShmRegion {
  readonly bytes: Uint8Array;
  private readonly view: DataView;
  private closed = false;

  constructor(
    readonly size: number,
    readonly physmap = 0x3ed80000n,
  ) {
    this.bytes = new Uint8Array(size);
    this.view = new DataView(this.bytes.buffer);
  }

  read8 = async (off: number): Promise<number> => this.at(8, off).getUint8(off);
  read16 = async (off: number): Promise<number> => this.at(16, off).getUint16(off, true);
  read32 = async (off: number): Promise<number> => this.at(32, off).getUint32(off, true);
  read64 = async (off: number): Promise<bigint> => this.at(64, off).getBigUint64(off, true);
  write8 = async (off: number, value: number): Promise<void> => this.at(8, off, value).setUint8(off, value);
  write16 = async (off: number, value: number): Promise<void> => this.at(16, off, value).setUint16(off, value, true);
  write32 = async (off: number, value: number): Promise<void> => this.at(32, off, value).setUint32(off, value, true);
  write64 = async (off: number, value: bigint): Promise<void> => this.at(64, off, value).setBigUint64(off, value, true);

  async blockRead(off: number, len: number, { width }: BlockOptions = {}): Promise<Uint8Array> {
    this.checkOpen();
    checkBlock(this.size, off, len, width);
    return this.bytes.slice(off, off + len);
  }
  async blockWrite(off: number, bytes: Uint8Array, { width }: BlockOptions = {}): Promise<void> {
    this.checkOpen();
    checkBytes('bytes', bytes);
    checkBlock(this.size, off, bytes.length, width);
    this.bytes.set(bytes, off);
  }
  async blockSet(off: number, byte: number, len: number, { width }: BlockOptions = {}): Promise<void> {
    this.checkOpen();
    checkValue(8, byte);
    checkBlock(this.size, off, len, width);
    this.bytes.fill(byte, off, off + len);
  }

  async virt(off: number): Promise<bigint> {
    checkOffset(this.size, off);
    return BigInt(off);
  }
  async phys(off: number): Promise<bigint> {
    checkOffset(this.size, off);
    return this.physmap + BigInt(off);
  }
  async physToOffset(address: bigint): Promise<number> {
    return Number(address - this.physmap);
  }
  async virtToOffset(address: bigint): Promise<number> {
    return Number(address);
  }
  async close(): Promise<void> {
    this.closed = true;
  }
  checkOpen(): void {
    if (this.closed) throw new RegionClosed('closed');
  }

  private at(width: number, off: number, value?: number | bigint): DataView {
    this.checkOpen();
    if (value !== undefined) checkValue(width, value);
    checkAccess(this.size, width, off);
    return this.view;
  }
}
