import { InvalidArgument, OutOfRange } from '../errors/errors';
import { checkRegionIndex } from '../shm/access-check';
import type { R5Caller } from './r5-caller';
import { checkBlock } from '../shm/access-check';
import { isLegalMemFlags, memFlagsText } from '../shm/mem-flags';
import { R5Region } from './r5-region';
import type { ShmDevice } from './shm-peer';

export interface OpenedDevice {
  bus: string;
  name: string;
  base: bigint;
  size: number;
  flags: number;
}

/** The shm device as the R5 opened it. The firmware knows one region. */
export class R5Device implements ShmDevice {
  readonly bus: string;
  readonly name: string;
  readonly memFlags: number;
  readonly regions: readonly [R5Region];
  private isOpen = true;

  constructor(
    private readonly r5: R5Caller,
    opened: OpenedDevice,
    private readonly onClose: () => void,
  ) {
    this.bus = opened.bus;
    this.name = opened.name;
    this.memFlags = opened.flags;
    this.regions = [new R5Region(r5, opened.size, opened.base, () => this.isOpen)];
  }

  region(index: number): R5Region {
    checkRegionIndex(index);
    const region = this.regions[index];
    if (region) return region;
    throw new OutOfRange(`${this.name} on ${this.r5.peer} has no region ${index}, only region 0`);
  }

  /**
   * Lays another access permission, with `EXECUTE_NEVER` or without, over a part of the window until the device is closed or opened anew; the memory
   * type stays. Covered exactly, by MPU regions above those of the window; gives how many it took and how many are left. Both ends in units of 32
   * bytes (a page where a process is the R5), else `Misaligned`. Too few regions left: `ConfigError`, and nothing was changed.
   */
  async protect(off: number, len: number, access: number): Promise<{ regions: number; free: number }> {
    this.regions[0].checkOpen();
    checkBlock(this.regions[0].size, off, len);
    if ((access & 0xff) !== 0 || !isLegalMemFlags(access))
      throw new InvalidArgument(`0x${access.toString(16)} is no access permission`, {
        fix: 'use e.g. PRIV_RO_USER_RO | EXECUTE_NEVER; the memory type is that of the device',
      });
    const command = `protect ${off.toString(16)} ${len.toString(16)} ${access.toString(16)}`;
    const operation = `${memFlagsText(access).split(' | ').slice(1).join(' | ')} for offset 0x${off.toString(16)} + 0x${len.toString(16)} of ${this.name}`;
    const taken = await this.r5.fields(command, { operation });
    return { regions: Number(taken.number('regions')), free: Number(taken.number('free')) };
  }

  /** Takes the window out of the R5's MPU. Idempotent. */
  async close(): Promise<void> {
    if (!this.isOpen) return;
    this.forget();
    await this.r5.text('close', { operation: `close of '${this.name}' on ${this.r5.peer}` });
  }

  /** The firmware restarted: there is nothing left to close. */
  forget(): void {
    this.isOpen = false;
    this.onClose();
  }
}
