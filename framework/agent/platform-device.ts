import { closeSync, constants, existsSync, openSync, readlinkSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UioError } from '../errors/errors';

/** The kernel's driver for a UIO device that is nothing but registers or memory, and an interrupt. */
const DRIVER = 'uio_pdrv_genirq';

/** A platform device that was bound here, and can be given back. */
export interface Binding {
  /** Takes the driver off again and clears `driver_override`: as it was found. */
  restore(): void;
}

/** Whether the platform bus has a device of that name, bound or not. */
export function isPlatformDevice(sysfs: string, name: string): boolean {
  // An empty name would be the bus itself, one with a slash or of dots something else altogether.
  return /^[^/]+$/.test(name) && name !== '.' && name !== '..' && existsSync(folderOf(sysfs, name));
}

/** Name of the driver that holds a platform device; `undefined`: none. */
export function driverOf(sysfs: string, name: string): string | undefined {
  try {
    return basename(readlinkSync(join(folderOf(sysfs, name), 'driver')));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw uioError(error, 'readlink', join(folderOf(sysfs, name), 'driver'));
  }
}

/**
 * Binds a platform device that no driver holds, as libmetal does: `driver_override`, so that the driver takes it whatever its
 * `compatible` says, then `bind`. A device that another driver holds is refused: taking it away would pull it from under its users.
 */
export function bindToUio(sysfs: string, name: string): Binding {
  const holder = driverOf(sysfs, name);
  if (holder !== undefined) throw heldBy(sysfs, name, holder);
  const driver = join(sysfs, 'bus/platform/drivers', DRIVER);
  const override = join(folderOf(sysfs, name), 'driver_override');
  if (!existsSync(driver)) throw noDriver(driver, name);
  put(override, DRIVER);
  const clear = (): void => put(override, '\n');
  try {
    put(join(driver, 'bind'), name);
  } catch (error) {
    clear();
    throw error;
  }
  return {
    restore: () => {
      put(join(driver, 'unbind'), name);
      clear();
    },
  };
}

function folderOf(sysfs: string, name: string): string {
  return join(sysfs, 'bus/platform/devices', name);
}

/** Not created: an attribute that is missing is an error. Not opened for reading: `bind` and `unbind` refuse that, to root as well. */
function put(path: string, text: string): void {
  try {
    const file = openSync(path, constants.O_WRONLY | constants.O_TRUNC);
    try {
      writeSync(file, text);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw uioError(error, 'write', path);
  }
}

function heldBy(sysfs: string, name: string, driver: string): UioError {
  return new UioError(
    {
      errno: 'EBUSY',
      syscall: 'bind',
      path: folderOf(sysfs, name),
      message: `'${name}' is bound by the driver '${driver}', which is no UIO driver`,
    },
    {
      fix: `if nothing uses it: echo ${name} > ${sysfs}/bus/platform/drivers/${driver}/unbind; else change the compatible of its device-tree node`,
    },
  );
}

function noDriver(path: string, name: string): UioError {
  return new UioError(
    { errno: 'ENOENT', syscall: 'bind', path, message: `'${name}' is unbound, and the driver ${DRIVER} is not there to bind it to` },
    { fix: `modprobe ${DRIVER}, or build a kernel with CONFIG_UIO_PDRV_GENIRQ` },
  );
}

function uioError(cause: unknown, syscall: string, path: string): UioError {
  const errno = errnoOf(cause) ?? 'EIO';
  const fix = ['EACCES', 'EPERM'].includes(errno)
    ? 'binding a device takes root on the board: log in as root, or have a boot script bind it'
    : 'dmesg on the board says why the kernel refused';
  return new UioError({ errno, syscall, path, message: `${errno}: ${syscall} '${path}'` }, { cause, fix });
}

/** By its field: an error of another context is no `Error` of ours. */
function errnoOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}
