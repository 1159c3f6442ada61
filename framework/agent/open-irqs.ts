import { Cancelled, RegionClosed, Timeout } from '../errors/errors';
import type { Addon, NativeIrq, NativeJob, NativeRegion, UioDevice } from './addon';
import { explained, findDevice } from './find-device';
import type { UioRoots, WireBell } from './protocol';

interface OpenIrq {
  irq: NativeIrq;
  device: UioDevice;
}

/** What a wait is given by its caller. */
export interface Interruption {
  readonly cancelled: () => boolean;
  readonly onCancel: (listener: () => void) => { dispose(): void };
}

/** The interrupts that are open in this agent, by handle. Waiting is done by threads of the addon: the agent stays free. */
export class OpenIrqs {
  private readonly irqs = new Map<number, OpenIrq>();
  private nextHandle = 1;

  constructor(private readonly addon: Addon) {}

  async open(name: string, roots: UioRoots, timeout: number, cancelled: () => boolean): Promise<number> {
    const { device } = await findDevice(this.addon, name, roots, timeout, cancelled);
    try {
      const irq = this.addon.openIrq(device.path);
      const handle = this.nextHandle++;
      this.irqs.set(handle, { irq, device });
      return handle;
    } catch (error) {
      throw explained(error, device);
    }
  }

  arm(handle: number): void {
    const { irq, device } = this.get(handle);
    try {
      irq.arm();
    } catch (error) {
      throw explained(error, device);
    }
  }

  /** The device's count at the next interrupt. */
  async wait(handle: number, ms: number, caller: Interruption): Promise<number> {
    const { irq, device } = this.get(handle);
    const operation = `interrupt of '${device.device}'`;
    return this.settle(irq.wait(ms), device, operation, ms, caller);
  }

  async answer(
    handle: number,
    region: NativeRegion,
    args: BigUint64Array,
    onProgress: ((done: bigint) => void) | undefined,
    caller: Interruption,
  ): Promise<WireBell> {
    const { irq, device } = this.get(handle);
    const job = irq.answer(region, args, onProgress);
    const { results, samples } = await this.settle(job, device, `answer to the doorbell '${device.device}'`, 0, caller);
    return { results: [...results].map(Number), samples: [...samples].map(Number) };
  }

  close(handle: number): void {
    this.irqs.get(handle)?.irq.close();
    this.irqs.delete(handle);
  }

  closeAll(): void {
    for (const handle of [...this.irqs.keys()]) this.close(handle);
  }

  private get(handle: number): OpenIrq {
    const open = this.irqs.get(handle);
    if (open) return open;
    throw new RegionClosed('the interrupt is closed', { fix: 'open it again' });
  }

  private async settle<T>(job: NativeJob<T>, device: UioDevice, operation: string, ms: number, caller: Interruption): Promise<T> {
    if (caller.cancelled()) job.cancel();
    const subscription = caller.onCancel(() => job.cancel());
    try {
      return await job.promise;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'Cancelled') throw new Cancelled(operation, { cause: error });
      if (code === 'Timeout') throw new Timeout(operation, ms, { cause: error, fix: 'is it armed, and does the other side ring it?' });
      throw explained(error, device);
    } finally {
      subscription.dispose();
    }
  }
}
