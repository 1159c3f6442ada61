import { AlreadyOpen, InvalidArgument, RegionClosed } from '../errors/errors';
import type { Addon, NativeRegion, UioDevice, UioMap } from './addon';
import { explained, findDevice, type FoundDevice } from './find-device';
import type { Binding } from './platform-device';
import { hex, type UioRoots, type WireOpened, type WireRegion } from './protocol';

const PAGE_MASK = 0xfffn;

interface OpenDevice {
  name: string;
  regions: number[];
  /** To undo when the device is closed. */
  binding: Binding | undefined;
}

export interface OpenOptions {
  /** How long to wait for the device node, in ms. */
  timeout: number;
  /** A device that had to be bound for this open is unbound again when it is closed. */
  restore: boolean;
  cancelled: () => boolean;
}

/** The shm devices that are open in this agent, and their regions by handle. */
export class OpenDevices {
  private readonly devices = new Map<number, OpenDevice>();
  private readonly regions = new Map<number, { native: NativeRegion; physmap: bigint }>();
  private nextHandle = 1;
  /** Names whose open is under way: two at once would both pass the check for `AlreadyOpen`. */
  private readonly opening = new Set<string>();

  constructor(private readonly addon: Addon) {}

  async open(bus: string, name: string, roots: UioRoots, { timeout, restore, cancelled }: OpenOptions): Promise<WireOpened> {
    if (bus !== 'platform') throw new InvalidArgument(`bus '${bus}'`, { fix: "shm devices are on the bus 'platform'" });
    if (this.opening.has(name) || [...this.devices.values()].some((device) => device.name === name)) {
      throw new AlreadyOpen(`'${name}' is open on this peer already`, { fix: 'close it first, or use the device that is open' });
    }
    this.opening.add(name);
    try {
      return this.map(await findDevice(this.addon, name, roots, timeout, cancelled), restore);
    } finally {
      this.opening.delete(name);
    }
  }

  region(handle: number): NativeRegion {
    return this.find(handle).native;
  }

  /** Physical address of the region's offset 0, as sysfs shows it. */
  physmap(handle: number): bigint {
    return this.find(handle).physmap;
  }

  closeRegion(handle: number): void {
    this.regions.get(handle)?.native.close();
    this.regions.delete(handle);
  }

  /** Throws when the binding could not be undone; the device is closed all the same. */
  closeDevice(handle: number): void {
    const device = this.devices.get(handle);
    for (const region of device?.regions ?? []) this.closeRegion(region);
    this.devices.delete(handle);
    device?.binding?.restore();
  }

  /** At the end of the agent: what goes wrong is said, and the others are closed. */
  closeAll(): void {
    for (const [handle, { name }] of [...this.devices]) {
      try {
        this.closeDevice(handle);
      } catch (error) {
        console.error(`close of '${name}': ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }

  private find(handle: number): { native: NativeRegion; physmap: bigint } {
    const region = this.regions.get(handle);
    if (region) return region;
    throw new RegionClosed('the region is closed', { fix: 'open the shm device again' });
  }

  private map({ device, binding }: FoundDevice, restore: boolean): WireOpened {
    const regions: WireRegion[] = [];
    const handle = this.nextHandle++;
    try {
      for (const map of device.maps) regions.push(this.mapOne(device, map));
    } catch (error) {
      for (const { handle: opened } of regions) this.closeRegion(opened);
      binding?.restore();
      throw explained(error, device);
    }
    this.devices.set(handle, {
      name: device.device,
      regions: regions.map((region) => region.handle),
      binding: restore ? binding : undefined,
    });
    return { device: handle, name: device.device, uio: device.uio, bound: binding !== undefined, regions };
  }

  private mapOne(device: UioDevice, map: UioMap): WireRegion {
    const { physmap, size } = extent(map);
    const native = this.addon.open(device.path, map.index, Number(map.offset), size);
    const handle = this.nextHandle++;
    this.regions.set(handle, { native, physmap });
    return { handle, size, physmap: hex(physmap) };
  }
}

/**
 * Physical start and size of the region proper. Newer kernels show the page that holds it (`addr` aligned, `size` from there);
 * older ones show the region itself and its offset in the page.
 */
function extent({ addr, size, offset }: UioMap): { physmap: bigint; size: number } {
  const aligned = (addr & PAGE_MASK) === 0n;
  return { physmap: (addr & ~PAGE_MASK) + offset, size: Number(aligned ? size - offset : size) };
}
