import { OutOfRange } from '../errors/errors';
import { checkRegionIndex } from '../shm/access-check';
import type { AgentClient } from '../agent/client';
import type { WireOpened } from '../agent/protocol';
import type { LinuxIrq } from './linux-irq';
import { LinuxRegion } from './linux-region';
import type { ShmDevice } from './shm-peer';

/** A shm device opened by the agent: one region a map of its UIO device. */
export class LinuxDevice implements ShmDevice {
  /** The UIO mapping ignores them: the kernel maps Device memory whatever the board declares. */
  readonly memFlags = undefined;
  /** As the board's sysfs shows it. */
  readonly name: string;
  readonly regions: readonly LinuxRegion[];
  private closing: Promise<void> | undefined;

  constructor(
    private readonly agent: AgentClient,
    readonly bus: string,
    private readonly opened: WireOpened,
    private readonly timeout: number,
    private readonly owner: { irq: () => Promise<LinuxIrq>; closed: () => void },
  ) {
    this.name = opened.name;
    this.regions = opened.regions.map((region, i) => new LinuxRegion(agent, region, timeout, `region ${i} of '${this.name}' on linux`));
  }

  /** `uio0` */
  get uio(): string {
    return this.opened.uio;
  }

  /** True: no driver held it, and opening it bound it. */
  get bound(): boolean {
    return this.opened.bound;
  }

  /** Its interrupt. A device without one rejects with `UioError` (`EIO`), at the latest when it is armed. */
  irq(): Promise<LinuxIrq> {
    return this.owner.irq();
  }

  region(index: number): LinuxRegion {
    checkRegionIndex(index);
    const region = this.regions[index];
    if (region) return region;
    throw new OutOfRange(`'${this.name}' has no region ${index} on linux`, { fix: `it has ${this.regions.length}, from 0 up` });
  }

  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  private async end(): Promise<void> {
    for (const region of this.regions) region.markClosed();
    this.owner.closed();
    await this.agent.call('closeDevice', [this.opened.device], { timeout: this.timeout });
  }
}
