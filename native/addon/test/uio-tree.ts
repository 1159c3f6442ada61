import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const SIZE = 0x10000;

/** A UIO-shaped tree in a temporary folder: `uio0` is `3ed80000.shm` with one map, on a file; `uio1` has an interrupt only. */
export class UioTree {
  readonly root = mkdtempSync(join(tmpdir(), 'amp-hil-uio-'));
  readonly sysfs = join(this.root, 'sysfs');
  readonly dev = join(this.root, 'dev');
  readonly path = join(this.dev, 'uio0');

  constructor() {
    mkdirSync(join(this.sysfs, 'class/uio'), { recursive: true });
    mkdirSync(this.dev);
    this.addDevice('uio0', '3ed80000.shm', 'shm');
    this.addMap('uio0', 0, { name: 'shm@3ed80000', addr: '0x000000003ed80000', size: '0x0000000000010000', offset: '0x0' });
    this.addDevice('uio1', '3ed40000.doorbell', 'doorbell');
    writeFileSync(this.path, '');
    truncateSync(this.path, SIZE);
  }

  addDevice(uio: string, device: string, name: string): void {
    const platform = join(this.sysfs, 'devices/platform', device);
    mkdirSync(platform, { recursive: true });
    mkdirSync(join(this.sysfs, 'class/uio', uio));
    symlinkSync(`../../../devices/platform/${device}`, this.attribute(uio, 'device'));
    symlinkSync('../../../bus/platform/drivers/uio_pdrv_genirq', join(platform, 'driver'));
    writeFileSync(this.attribute(uio, 'name'), `${name}\n`);
  }

  addMap(uio: string, index: number, attributes: Readonly<Record<string, string>>): void {
    mkdirSync(this.attribute(uio, `maps/map${index}`), { recursive: true });
    for (const [name, text] of Object.entries(attributes)) this.write(uio, `maps/map${index}/${name}`, `${text}\n`);
  }

  /** Path of an attribute of a UIO device. */
  attribute(uio: string, name: string): string {
    return join(this.sysfs, 'class/uio', uio, name);
  }

  write(uio: string, name: string, text: string): void {
    writeFileSync(this.attribute(uio, name), text);
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }
}
