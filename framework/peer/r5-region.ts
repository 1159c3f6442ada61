import { RegionClosed } from '../errors/errors';
import {
  checkAccess,
  checkBlockRead,
  checkBlockSet,
  checkBlockWrite,
  checkLoadOrder,
  checkOffset,
  checkStoreOrder,
  checkU64,
  checkValue,
} from '../shm/access-check';
import { LONGEST_BREAD, LONGEST_COMMAND } from './protocol';
import { malformed, type R5Caller } from './r5-caller';
import type { BlockOptions, BlockWidth, LoadOrder, ShmRegion, StoreOrder, Width } from './shm-peer';

/** One I/O region as the R5 sees it. Everything is checked here before a byte is sent; every access is one on the R5, of the width asked for. */
export class R5Region implements ShmRegion {
  private open = true;

  constructor(
    private readonly r5: R5Caller,
    readonly size: number,
    readonly physmap: bigint,
    private readonly deviceOpen: () => boolean,
  ) {}

  async read8(off: number, order?: LoadOrder): Promise<number> {
    return Number(await this.read(8, off, order));
  }
  async read16(off: number, order?: LoadOrder): Promise<number> {
    return Number(await this.read(16, off, order));
  }
  async read32(off: number, order?: LoadOrder): Promise<number> {
    return Number(await this.read(32, off, order));
  }
  async read64(off: number, order?: LoadOrder): Promise<bigint> {
    return this.read(64, off, order);
  }
  async write8(off: number, value: number, order?: StoreOrder): Promise<void> {
    await this.write(8, off, value, order);
  }
  async write16(off: number, value: number, order?: StoreOrder): Promise<void> {
    await this.write(16, off, value, order);
  }
  async write32(off: number, value: number, order?: StoreOrder): Promise<void> {
    await this.write(32, off, value, order);
  }
  async write64(off: number, value: bigint, order?: StoreOrder): Promise<void> {
    await this.write(64, off, value, order);
  }

  async blockRead(off: number, len: number, options: BlockOptions = {}): Promise<Uint8Array> {
    this.checkOpen();
    const width = checkBlockRead(this.size, off, len, options);
    const bytes = new Uint8Array(len);
    for (let done = 0; done < len;) {
      const part = chunk(off + done, len - done, LONGEST_BREAD);
      const command = `bread ${hex(off + done)} ${hex(part)}${forced(width)}`;
      const text = await this.r5.text(command);
      if (text.length !== 2 * part || !/^[0-9a-fA-F]*$/.test(text)) throw malformed(this.r5.peer, command, text);
      bytes.set(Buffer.from(text, 'hex'), done);
      done += part;
    }
    return bytes;
  }

  async blockWrite(off: number, bytes: Uint8Array, options: BlockOptions = {}): Promise<void> {
    this.checkOpen();
    const width = checkBlockWrite(this.size, off, bytes, options);
    // A copy: the caller may go on with its buffer while the chunks are on their way.
    const data = Buffer.from(bytes);
    const most = Math.floor((LONGEST_COMMAND - `bwrite ${hex(this.size)} ${forced(width)}`.length) / 16) * 8;
    for (let done = 0; done < data.length;) {
      const part = chunk(off + done, data.length - done, most);
      await this.r5.text(`bwrite ${hex(off + done)} ${data.toString('hex', done, done + part)}${forced(width)}`);
      done += part;
    }
  }

  async blockSet(off: number, byte: number, len: number, options: BlockOptions = {}): Promise<void> {
    this.checkOpen();
    const width = checkBlockSet(this.size, off, byte, len, options);
    for (let done = 0; done < len;) {
      const part = chunk(off + done, len - done, BSET_BYTES);
      await this.r5.text(`bset ${hex(off + done)} ${hex(byte)} ${hex(part)}${forced(width)}`);
      done += part;
    }
  }

  async virt(off: number): Promise<bigint> {
    this.checkOpen();
    checkOffset(this.size, off);
    return this.r5.number(`virt ${hex(off)}`);
  }
  async phys(off: number): Promise<bigint> {
    this.checkOpen();
    checkOffset(this.size, off);
    return this.r5.number(`phys ${hex(off)}`);
  }
  async physToOffset(address: bigint): Promise<number> {
    this.checkOpen();
    return Number(await this.r5.number(`p2o ${hex(checkU64('address', address))}`));
  }
  async virtToOffset(address: bigint): Promise<number> {
    this.checkOpen();
    return Number(await this.r5.number(`v2o ${hex(checkU64('address', address))}`));
  }

  /** Every later call rejects with `RegionClosed`. The device stays open. */
  close(): Promise<void> {
    this.open = false;
    return Promise.resolve();
  }

  checkOpen(): void {
    if (this.open && this.deviceOpen()) return;
    throw new RegionClosed(`the region of ${this.r5.peer} is closed`, { fix: "open the device again: peer.open('platform', …)" });
  }

  private async read(width: Width, off: number, order: LoadOrder = 'seq_cst'): Promise<bigint> {
    this.checkOpen();
    checkLoadOrder(order);
    checkAccess(this.size, width, off);
    return this.r5.number(`read ${width} ${hex(off)}${suffix(order)}`);
  }

  private async write(width: Width, off: number, value: number | bigint, order: StoreOrder = 'seq_cst'): Promise<void> {
    this.checkOpen();
    checkStoreOrder(order);
    checkValue(width, value);
    checkAccess(this.size, width, off);
    await this.r5.text(`write ${width} ${hex(off)} ${hex(value)}${suffix(order)}`);
  }
}

/** Bytes of one `bset`: the firmware does it in one go and looks at its UART only after it. */
const BSET_BYTES = 0x10000;

/** Up to `most` bytes, a multiple of 8, that end at a multiple of `most` where more follows: only the block's own ends are unaligned. */
function chunk(off: number, left: number, most: number): number {
  return Math.min(left, most - (off % most));
}

/** 128 bits are two accesses of 64 in address order on this core (native/core/port.h), so a line asks for 64: one piece need not hold 16 bytes. */
function forced(width: BlockWidth | undefined): string {
  return width === undefined ? '' : ` ${Math.min(width, 64)}`;
}

/** `seq_cst` is the firmware's default as it is libmetal's. */
function suffix(order: LoadOrder | StoreOrder): string {
  return order === 'seq_cst' ? '' : ` ${order}`;
}

function hex(value: number | bigint): string {
  return value.toString(16);
}
