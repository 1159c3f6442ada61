import { mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faultArgument } from '../../fault/board';
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
  /** Where the simulator puts the doorbell's device node; absent: the board has no doorbell. */
  readonly doorbell: string | undefined;
}

/** Makes the folder, readable by its owner only. Map 0 of each device is its window, as on a board: `offset` is 0. */
export function makeSimulatorTree(board: Board): SimulatorTree {
  const parent = placeFor(board.shm.reduce((sum, shm) => sum + shm.size, 0));
  removeStale(parent);
  const folder = mkdtempSync(join(parent, `${PREFIX}${process.pid}-`));
  const [sysfs, dev] = [join(folder, 'sysfs'), join(folder, 'dev')];
  const bell = `uio${board.shm.length}`;
  try {
    mkdirSync(dev);
    mkdirSync(join(sysfs, 'bus/platform/devices'), { recursive: true });
    mkdirSync(join(sysfs, 'bus/platform/drivers/simulator'), { recursive: true });
    board.shm.forEach((shm, index) => addWindow(sysfs, dev, shm, `uio${index}`, board));
    const { doorbell } = board.memory;
    if (doorbell) addDevice(sysfs, `${doorbell.base.toString(16)}.doorbell`, bell);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return { folder, sysfs, dev, window: join(dev, 'uio0'), doorbell: board.memory.doorbell && join(dev, bell) };
}

export function removeSimulatorTree(tree: SimulatorTree): void {
  rmSync(tree.folder, { recursive: true, force: true });
}

/** A shm device: its window as map 0, and the node that is mapped. Faults of the tree show here: the node is there, since it is the R5's memory. */
function addWindow(sysfs: string, dev: string, shm: ShmDeclaration, uio: string, board: Board): void {
  const address = shm.physmap.toString(16);
  const on = (fault: string): boolean => faultArgument(board, fault) !== undefined;
  writeFileSync(join(dev, uio), '', { mode: 0o600 });
  truncateSync(join(dev, uio), shm.size);
  if (on('uio-missing')) return;
  const size = on('window-short') ? shm.size / 2 : shm.size;
  const map = join(addDevice(sysfs, on('uio-renamed') ? renamed(shm) : shm.name, uio), 'maps/map0');
  mkdirSync(map, { recursive: true });
  writeFileSync(join(map, 'name'), `${nodeName(shm.name)}@${address}\n`);
  writeFileSync(join(map, 'addr'), `0x${address.padStart(16, '0')}\n`);
  writeFileSync(join(map, 'size'), `0x${size.toString(16).padStart(16, '0')}\n`);
  writeFileSync(join(map, 'offset'), '0x0\n');
}

/** As the device is called whose node has a reg one megabyte further on. */
function renamed({ name, physmap }: ShmDeclaration): string {
  return `${(physmap + 0x100000n).toString(16)}.${nodeName(name)}`;
}

/** The files that the kernel shows of a device bound to a UIO driver, without maps; gives its entry in class/uio. */
function addDevice(sysfs: string, name: string, uio: string): string {
  const device = join(sysfs, 'devices/platform', name);
  mkdirSync(device, { recursive: true });
  symlinkSync('../../../bus/platform/drivers/simulator', join(device, 'driver'));
  symlinkSync(`../../../devices/platform/${name}`, join(sysfs, 'bus/platform/devices', name));
  const entry = join(sysfs, 'class/uio', uio);
  mkdirSync(entry, { recursive: true });
  symlinkSync(`../../../devices/platform/${name}`, join(entry, 'device'));
  writeFileSync(join(entry, 'name'), `${nodeName(name)}\n`);
  return entry;
}

/** `shm` of `3ed80000.shm` */
function nodeName(device: string): string {
  return device.slice(device.indexOf('.') + 1);
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
