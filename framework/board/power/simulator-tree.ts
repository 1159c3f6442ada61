import { mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Board, ShmDeclaration } from '../declaration';

const PREFIX = 'amp-hil-sim-';
/** Memory-backed, so that the disk's write-back does not show in a throughput. */
const MEMORY = '/dev/shm';

/** A simulator's folder: the windows as files, behind a UIO-shaped tree. */
export interface SimulatorTree {
  readonly folder: string;
  readonly sysfs: string;
  readonly dev: string;
  /** The file that is the window of the board's first shm device. */
  readonly window: string;
}

/** Makes the folder, readable by its owner only. Map 0 of each device is its window, as on a board: `offset` is 0. */
export function makeSimulatorTree(board: Board): SimulatorTree {
  const parent = placeFor(board.shm.reduce((sum, shm) => sum + shm.size, 0));
  removeStale(parent);
  const folder = mkdtempSync(join(parent, `${PREFIX}${process.pid}-`));
  const [sysfs, dev] = [join(folder, 'sysfs'), join(folder, 'dev')];
  try {
    mkdirSync(dev);
    mkdirSync(join(sysfs, 'bus/platform/drivers/simulator'), { recursive: true });
    board.shm.forEach((shm, index) => addDevice(sysfs, dev, shm, `uio${index}`));
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return { folder, sysfs, dev, window: join(dev, 'uio0') };
}

export function removeSimulatorTree(tree: SimulatorTree): void {
  rmSync(tree.folder, { recursive: true, force: true });
}

/** The files that the kernel shows of a device bound to uio_pdrv_genirq, and the device node. */
function addDevice(sysfs: string, dev: string, shm: ShmDeclaration, uio: string): void {
  const node = shm.name.slice(shm.name.indexOf('.') + 1);
  const address = shm.physmap.toString(16);
  const device = join(sysfs, 'devices/platform', shm.name);
  mkdirSync(device, { recursive: true });
  symlinkSync('../../../bus/platform/drivers/simulator', join(device, 'driver'));
  const entry = join(sysfs, 'class/uio', uio);
  const map = join(entry, 'maps/map0');
  mkdirSync(map, { recursive: true });
  symlinkSync(`../../../devices/platform/${shm.name}`, join(entry, 'device'));
  writeFileSync(join(entry, 'name'), `${node}\n`);
  writeFileSync(join(map, 'name'), `${node}@${address}\n`);
  writeFileSync(join(map, 'addr'), `0x${address.padStart(16, '0')}\n`);
  writeFileSync(join(map, 'size'), `0x${shm.size.toString(16).padStart(16, '0')}\n`);
  writeFileSync(join(map, 'offset'), '0x0\n');
  writeFileSync(join(dev, uio), '', { mode: 0o600 });
  truncateSync(join(dev, uio), shm.size);
}

function placeFor(bytes: number): string {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    if (bavail * bsize > 2 * bytes) return MEMORY;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return tmpdir();
}

/** Folders of processes that were killed before they could clean up. */
function removeStale(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    try {
      rmSync(join(parent, name), { recursive: true, force: true });
    } catch (error) {
      // Another user's: theirs to remove.
      if (!['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
