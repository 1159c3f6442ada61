import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { AlreadyOpen, InvalidArgument, RegionClosed, UioError } from '../errors/errors';
import type { Addon, NativeRegion, UioDevice, UioMap } from './addon';
import { hex, type UioRoots, type WireOpened, type WireRegion } from './protocol';

const PAGE_MASK = 0xfffn;
/** How long a name may be missing from sysfs: a driver that is still binding, not a wrong name. */
const NAME_WAIT = 1000;
const POLL = 20;

interface OpenDevice {
  name: string;
  regions: number[];
}

/** The shm devices that are open in this agent, and their regions by handle. */
export class OpenDevices {
  private readonly devices = new Map<number, OpenDevice>();
  private readonly regions = new Map<number, { native: NativeRegion; physmap: bigint }>();
  private nextHandle = 1;
  /** Names whose open is under way: two at once would both pass the check for `AlreadyOpen`. */
  private readonly opening = new Set<string>();

  constructor(private readonly addon: Addon) {}

  async open(bus: string, name: string, roots: UioRoots, timeout: number): Promise<WireOpened> {
    if (bus !== 'platform') throw new InvalidArgument(`bus '${bus}'`, { fix: "shm devices are on the bus 'platform'" });
    if (this.opening.has(name) || [...this.devices.values()].some((device) => device.name === name)) {
      throw new AlreadyOpen(`'${name}' is open on this peer already`, { fix: 'close it first, or use the device that is open' });
    }
    this.opening.add(name);
    try {
      return this.map(await this.waitForNode(name, roots, timeout));
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

  closeDevice(handle: number): void {
    for (const region of this.devices.get(handle)?.regions ?? []) this.closeRegion(region);
    this.devices.delete(handle);
  }

  closeAll(): void {
    for (const device of [...this.devices.keys()]) this.closeDevice(device);
  }

  private find(handle: number): { native: NativeRegion; physmap: bigint } {
    const region = this.regions.get(handle);
    if (region) return region;
    throw new RegionClosed('the region is closed', { fix: 'open the shm device again' });
  }

  private async waitForNode(name: string, { sysfs, dev }: UioRoots, timeout: number): Promise<UioDevice> {
    const started = performance.now();
    for (;;) {
      const found = this.addon.discover(sysfs, dev);
      const device = found.find((candidate) => candidate.device === name);
      if (device && existsSync(device.path)) return device;
      const waited = performance.now() - started;
      if (!device && waited >= Math.min(NAME_WAIT, timeout)) throw noSuchName(name, sysfs, found);
      if (device && waited >= timeout) throw noNode(device, timeout);
      await sleep(POLL);
    }
  }

  private map(device: UioDevice): WireOpened {
    const regions: WireRegion[] = [];
    const handle = this.nextHandle++;
    try {
      for (const map of device.maps) {
        const { physmap, size } = extent(map);
        const native = this.addon.open(device.path, map.index, Number(map.offset), size);
        const regionHandle = this.nextHandle++;
        this.regions.set(regionHandle, { native, physmap });
        regions.push({ handle: regionHandle, size, physmap: hex(physmap) });
      }
    } catch (error) {
      for (const { handle: opened } of regions) this.closeRegion(opened);
      throw error;
    }
    this.devices.set(handle, { name: device.device, regions: regions.map((region) => region.handle) });
    return { device: handle, name: device.device, uio: device.uio, regions };
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

function noSuchName(name: string, sysfs: string, found: readonly UioDevice[]): UioError {
  const path = `${sysfs}/class/uio`;
  const names = found.map((device) => device.device).join(', ') || 'none';
  return new UioError(
    { errno: 'ENODEV', syscall: 'open', path, message: `no UIO device '${name}' below ${path}; there are: ${names}` },
    {
      fix: `the name is the reg address and node name of the device tree; is the node there, uio_pdrv_genirq loaded, and its of_id the node's compatible?`,
    },
  );
}

function noNode(device: UioDevice, timeout: number): UioError {
  return new UioError(
    {
      errno: 'ENOENT',
      syscall: 'open',
      path: device.path,
      message: `${device.path} of '${device.device}' did not appear within ${timeout} ms`,
    },
    { fix: 'is devtmpfs mounted, or udev running, and the path readable for this user?' },
  );
}
