import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cancelled, UioError } from '../errors/errors';
import type { Addon, UioDevice } from './addon';
import { bindToUio, driverOf, isPlatformDevice, type Binding } from './platform-device';
import type { UioRoots } from './protocol';

/** How long a name may be missing from sysfs: a driver that is still binding, not a wrong name. */
const NAME_WAIT = 1000;
const POLL = 20;
const UIO_DRIVER = 'uio_pdrv_genirq';

/** A UIO device whose node is there, and the binding that was made for it, if it was unbound. */
export interface FoundDevice {
  device: UioDevice;
  binding: Binding | undefined;
}

/**
 * The UIO device of a platform device name, bound first when no driver holds it, once its node has appeared. A device that another driver
 * holds is refused with that driver's name. A binding of a device that then fails to appear is undone.
 */
export async function findDevice(
  addon: Addon,
  name: string,
  roots: UioRoots,
  timeout: number,
  cancelled: () => boolean = () => false,
): Promise<FoundDevice> {
  const started = performance.now();
  let binding: Binding | undefined;
  try {
    for (;;) {
      const { found, missing } = list(addon, roots);
      const device = found.find((candidate) => candidate.device === name);
      if (device && existsSync(device.path)) return { device, binding };
      if (!device && !binding && needsBinding(roots.sysfs, name)) {
        binding = bindToUio(roots.sysfs, name);
        continue;
      }
      const waited = performance.now() - started;
      const patience = device || binding ? timeout : Math.min(NAME_WAIT, timeout);
      if (waited >= patience) throw device ? noNode(device, timeout) : (missing ?? noSuchName(name, roots.sysfs, found));
      if (cancelled()) throw new Cancelled(`open of '${name}' on linux`);
      await sleep(POLL);
    }
  } catch (error) {
    binding?.restore();
    throw error;
  }
}

/** What is there now; nothing, and why, while a device of the class comes or goes: its attributes are not all there at that moment. */
function list(addon: Addon, { sysfs, dev }: UioRoots): { found: UioDevice[]; missing?: Error } {
  try {
    return { found: addon.discover(sysfs, dev) };
  } catch (error) {
    const { errno, path } = error as { errno?: unknown; path?: unknown };
    if (errno === 'ENOENT' && typeof path === 'string' && path.startsWith(`${sysfs}/class/uio/uio`))
      return { found: [], missing: error as Error };
    throw error;
  }
}

/** True for an unbound platform device; throws for one that another driver holds. One that a UIO driver has just taken is waited for. */
function needsBinding(sysfs: string, name: string): boolean {
  return isPlatformDevice(sysfs, name) && driverOf(sysfs, name) !== UIO_DRIVER;
}

/** The errors of a device node, with what to do about them. */
export function explained(error: unknown, { device, path }: UioDevice): unknown {
  if (!(error instanceof Error) || !('errno' in error) || !('syscall' in error)) return error;
  const { errno, syscall } = error as { errno: unknown; syscall: unknown };
  if (errno === 'EIO' && (syscall === 'read' || syscall === 'write')) return noInterrupt(device, path, error);
  if (errno !== 'EACCES' && errno !== 'EPERM') return error;
  const message = `${errno}: this user may not open ${path} of '${device}' for reading and writing`;
  return new UioError(
    { errno, syscall: String(syscall), path, message },
    {
      cause: error,
      fix: `run the agent as root, or let a group have it: SUBSYSTEM=="uio", GROUP="uio", MODE="0660" in /etc/udev/rules.d/99-uio.rules, then udevadm trigger, and add the user to that group`,
    },
  );
}

function noInterrupt(device: string, path: string, cause: unknown): UioError {
  return new UioError(
    { errno: 'EIO', syscall: 'read', path, message: `'${device}' has no interrupt (${path} answers EIO)` },
    { cause, fix: 'a shm device has none, irq_num is 0: wait on the doorbell device; else give its device-tree node interrupts = <…>' },
  );
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
