import { InvalidArgument, OutOfRange } from '../errors/errors';
import type { R5Caller } from './r5-caller';
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
    if (!Number.isInteger(index)) throw new InvalidArgument(`region index ${String(index)} is no whole number`);
    const region = this.regions[index];
    if (region) return region;
    throw new OutOfRange(`${this.name} on ${this.r5.peer} has no region ${index}, only region 0`);
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
