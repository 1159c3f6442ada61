import { RegionClosed } from '../errors/errors';
import type { AgentClient } from '../agent/client';
import { hex, type AgentCalls, type AgentMethod, type WireRegion } from '../agent/protocol';
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
import type { BlockOptions, LoadOrder, ShmRegion, StoreOrder, Width } from './shm-peer';

/** Memory orders as the addon numbers them. */
const ORDER = { relaxed: 0, acquire: 1, release: 1, seq_cst: 2 } as const;
/** Address spaces as the agent numbers them. */
const [PHYSICAL, VIRTUAL] = [0, 1] as const;
/** A longer block crosses in pieces, so that no frame grows with the region. */
const PIECE = 1024 * 1024;
/** In place of a forced width. */
const WIDEST = 0;

/** A region mapped in the agent on the board's Linux. What it says of addresses is the agent's answer, not this host's arithmetic. */
export class LinuxRegion implements ShmRegion {
  readonly size: number;
  readonly physmap: bigint;
  readonly handle: number;
  private closed = false;

  constructor(
    private readonly agent: AgentClient,
    region: WireRegion,
    private readonly timeout: number,
    private readonly what: string,
  ) {
    this.size = region.size;
    this.physmap = BigInt(region.physmap);
    this.handle = region.handle;
  }

  read8 = (off: number, order?: LoadOrder): Promise<number> => this.load(8, off, order) as Promise<number>;
  read16 = (off: number, order?: LoadOrder): Promise<number> => this.load(16, off, order) as Promise<number>;
  read32 = (off: number, order?: LoadOrder): Promise<number> => this.load(32, off, order) as Promise<number>;
  read64 = async (off: number, order?: LoadOrder): Promise<bigint> => BigInt(await this.load(64, off, order));
  write8 = (off: number, value: number, order?: StoreOrder): Promise<void> => this.store(8, off, value, order);
  write16 = (off: number, value: number, order?: StoreOrder): Promise<void> => this.store(16, off, value, order);
  write32 = (off: number, value: number, order?: StoreOrder): Promise<void> => this.store(32, off, value, order);
  write64 = (off: number, value: bigint, order?: StoreOrder): Promise<void> => this.store(64, off, value, order);

  async blockRead(off: number, len: number, options: BlockOptions = {}): Promise<Uint8Array> {
    this.checkOpen();
    const width = checkBlockRead(this.size, off, len, options);
    const block = new Uint8Array(len);
    for (let at = 0; at < len; at += PIECE) {
      block.set(
        Buffer.from(await this.call('blockRead', [this.handle, off + at, Math.min(PIECE, len - at), width ?? WIDEST]), 'base64'),
        at,
      );
    }
    return block;
  }

  async blockWrite(off: number, bytes: Uint8Array, options: BlockOptions = {}): Promise<void> {
    this.checkOpen();
    const width = checkBlockWrite(this.size, off, bytes, options);
    // A copy: the caller may go on with its buffer while the pieces are on their way.
    const data = Buffer.from(bytes);
    for (let at = 0; at < data.length; at += PIECE) {
      await this.call('blockWrite', [this.handle, off + at, data.toString('base64', at, at + PIECE), width ?? WIDEST]);
    }
  }

  async blockSet(off: number, byte: number, len: number, options: BlockOptions = {}): Promise<void> {
    this.checkOpen();
    const width = checkBlockSet(this.size, off, byte, len, options);
    await this.call('blockSet', [this.handle, off, byte, len, width ?? WIDEST]);
  }

  virt(off: number): Promise<bigint> {
    return this.addressOf(VIRTUAL, off);
  }

  phys(off: number): Promise<bigint> {
    return this.addressOf(PHYSICAL, off);
  }

  physToOffset(address: bigint): Promise<number> {
    return this.offsetOf(PHYSICAL, address);
  }

  virtToOffset(address: bigint): Promise<number> {
    return this.offsetOf(VIRTUAL, address);
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.call('closeRegion', [this.handle]);
  }

  /** The agent unmapped it with its device. */
  markClosed(): void {
    this.closed = true;
  }

  checkOpen(): void {
    if (this.closed) throw new RegionClosed(`${this.what} is closed`, { fix: 'open the shm device again' });
  }

  private async load(width: Width, off: number, order: LoadOrder = 'seq_cst'): Promise<number | string> {
    this.checkOpen();
    checkLoadOrder(order);
    checkAccess(this.size, width, off);
    return this.call('read', [this.handle, width, off, ORDER[order]]);
  }

  private async store(width: Width, off: number, value: number | bigint, order: StoreOrder = 'seq_cst'): Promise<void> {
    this.checkOpen();
    checkStoreOrder(order);
    checkValue(width, value);
    checkAccess(this.size, width, off);
    await this.call('write', [this.handle, width, off, typeof value === 'bigint' ? hex(value) : value, ORDER[order]]);
  }

  private async addressOf(space: 0 | 1, off: number): Promise<bigint> {
    this.checkOpen();
    checkOffset(this.size, off);
    return BigInt(await this.call('translateRegion', [this.handle, space, 0, hex(BigInt(off))]));
  }

  private async offsetOf(space: 0 | 1, address: bigint): Promise<number> {
    this.checkOpen();
    return Number(await this.call('translateRegion', [this.handle, space, 1, hex(checkU64('address', address))]));
  }

  private call<M extends AgentMethod>(method: M, args: Parameters<AgentCalls[M]>): Promise<ReturnType<AgentCalls[M]>> {
    return this.agent.call(method, args, { timeout: this.timeout });
  }
}
