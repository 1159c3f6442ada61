import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Addon, UioDevice } from './addon';
import { explained, findDevice } from './find-device';

const NAME = '7ff00000.spare';

let root: string;
let shown: UioDevice[];
/** What the kernel does at a look into class/uio, for a test to hook into. */
let look: () => void;

const roots = (): { sysfs: string; dev: string } => ({ sysfs: join(root, 'sys'), dev: join(root, 'dev') });
const platform = (...at: string[]): string => join(root, 'sys/bus/platform', ...at);
const text = (...at: string[]): string => readFileSync(platform(...at), 'utf8');
const find = (timeout = 500, cancelled?: () => boolean, name = NAME): ReturnType<typeof findDevice> => {
  const discover = (): UioDevice[] => {
    look();
    return shown;
  };
  return findDevice({ discover } as Partial<Addon> as Addon, name, roots(), timeout, cancelled);
};
const uio = (device: string, driver = 'uio_pdrv_genirq'): UioDevice => ({
  uio: 'uio0',
  device,
  name: 'spare',
  path: join(root, 'dev/uio0'),
  driver,
  maps: [],
});

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'amp-hil-find-'));
  shown = [];
  look = () => undefined;
  mkdirSync(platform('devices', NAME), { recursive: true });
  mkdirSync(platform('drivers/uio_pdrv_genirq'), { recursive: true });
  mkdirSync(join(root, 'dev'));
  for (const file of ['bind', 'unbind']) writeFileSync(platform('drivers/uio_pdrv_genirq', file), '');
  writeFileSync(platform('devices', NAME, 'driver_override'), '');
});
afterEach(() => rmSync(root, { recursive: true }));

function appear(): void {
  shown = [uio(NAME)];
  writeFileSync(join(root, 'dev/uio0'), '');
}

/** As discover() of the addon says that an attribute is missing. */
function halfThere(): Error {
  const path = join(root, 'sys/class/uio/uio1/name');
  return Object.assign(new Error('ENOENT'), { code: 'UioError', errno: 'ENOENT', syscall: 'open', path });
}

function hold(driver: string): void {
  mkdirSync(platform('drivers', driver), { recursive: true });
  symlinkSync(`../../drivers/${driver}`, platform('devices', NAME, 'driver'));
}

describe('a device that a UIO driver holds', () => {
  test('is found as it is: nothing is bound', async () => {
    hold('uio_pdrv_genirq');
    appear();
    expect(await find()).toMatchObject({ device: { device: NAME }, binding: undefined });
    expect(text('drivers/uio_pdrv_genirq/bind')).toBe('');
  });

  test('is waited for until its node appears', async () => {
    hold('uio_pdrv_genirq');
    shown = [uio(NAME)];
    let looks = 0;
    look = () => {
      if (++looks === 3) appear();
    };
    expect((await find()).device.path).toBe(join(root, 'dev/uio0'));
    expect(looks).toBe(3);
  });

  test('is found although another comes or goes while they are listed', async () => {
    hold('uio_pdrv_genirq');
    appear();
    let looks = 0;
    look = () => {
      if (++looks < 3) throw halfThere();
    };
    expect((await find()).device.device).toBe(NAME);
  });

  test('is not found past one whose attribute stays missing, and that is said', async () => {
    hold('uio_pdrv_genirq');
    appear();
    look = () => {
      throw halfThere();
    };
    await expect(find(50)).rejects.toMatchObject({ errno: 'ENOENT', path: join(root, 'sys/class/uio/uio1/name') });
  });

  test('whose node does not appear is ENOENT after the deadline, and says which node', async () => {
    shown = [uio(NAME)];
    await expect(find(60)).rejects.toMatchObject({ code: 'UioError', errno: 'ENOENT', path: join(root, 'dev/uio0') });
  });
});

test('a device that another driver holds is EBUSY, with the name of that driver, and stays as it is', async () => {
  hold('xuartps');
  await expect(find()).rejects.toMatchObject({ code: 'UioError', errno: 'EBUSY', message: expect.stringMatching(/driver 'xuartps'/) });
  expect(text('devices', NAME, 'driver_override')).toBe('');
  expect(text('drivers/uio_pdrv_genirq/bind')).toBe('');
});

describe('a device that no driver holds', () => {
  const bound = (): boolean => text('drivers/uio_pdrv_genirq/bind') === NAME;

  test('is bound by driver_override and bind, and given back by unbind', async () => {
    look = () => {
      if (bound()) appear();
    };
    const { binding } = await find();
    expect(text('devices', NAME, 'driver_override')).toBe('uio_pdrv_genirq');
    binding?.restore();
    expect(text('drivers/uio_pdrv_genirq/unbind')).toBe(NAME);
    expect(text('devices', NAME, 'driver_override').trim()).toBe('');
  });

  test('that does not appear after the bind is given back', async () => {
    await expect(find(60)).rejects.toMatchObject({ code: 'UioError' });
    expect(bound()).toBe(true);
    expect(text('drivers/uio_pdrv_genirq/unbind')).toBe(NAME);
    expect(text('devices', NAME, 'driver_override').trim()).toBe('');
  });

  test('whose bind fails has its driver_override cleared, and the error names the call', async () => {
    rmSync(platform('drivers/uio_pdrv_genirq/bind'));
    await expect(find()).rejects.toMatchObject({
      code: 'UioError',
      errno: 'ENOENT',
      syscall: 'write',
      path: expect.stringMatching(/bind$/),
    });
    expect(existsSync(platform('drivers/uio_pdrv_genirq/bind'))).toBe(false);
    expect(text('devices', NAME, 'driver_override').trim()).toBe('');
  });

  test('is ENOENT where the driver is not loaded, with the command that loads it', async () => {
    rmSync(platform('drivers/uio_pdrv_genirq'), { recursive: true });
    await expect(find()).rejects.toMatchObject({ code: 'UioError', errno: 'ENOENT', message: expect.stringContaining('modprobe') });
  });

  test('is given back when the open is cancelled', async () => {
    await expect(find(10_000, bound)).rejects.toMatchObject({ code: 'Cancelled' });
    expect(text('drivers/uio_pdrv_genirq/unbind')).toBe(NAME);
  });
});

test('a name that the platform bus does not have is ENODEV, with the names that there are', async () => {
  rmSync(platform('devices', NAME), { recursive: true });
  shown = [uio('3ed80000.shm')];
  await expect(find(60)).rejects.toMatchObject({ code: 'UioError', errno: 'ENODEV', message: expect.stringContaining('3ed80000.shm') });
});

test.each(['', '.', '..', `../devices/${NAME}`])('the name %p is none, whatever path it would make', async (name) => {
  await expect(find(60, undefined, name)).rejects.toMatchObject({ code: 'UioError', errno: 'ENODEV' });
});

describe('what a device node answers is explained', () => {
  const failure = (errno: string, syscall: string): Error => Object.assign(new Error(errno), { errno, syscall, code: 'UioError' });

  test('EACCES with the udev rule and the group that would allow it, or root', () => {
    expect(explained(failure('EACCES', 'open'), uio(NAME))).toMatchObject({
      code: 'UioError',
      errno: 'EACCES',
      path: join(root, 'dev/uio0'),
      message: expect.stringMatching(/root.*SUBSYSTEM=="uio", GROUP="uio".*udevadm/s),
    });
  });

  test('EIO of a read as a device without an interrupt', () => {
    expect(explained(failure('EIO', 'read'), uio(NAME))).toMatchObject({
      errno: 'EIO',
      message: expect.stringContaining('has no interrupt'),
    });
  });

  test('anything else stays as it is', () => {
    const other = failure('EINVAL', 'mmap');
    expect(explained(other, uio(NAME))).toBe(other);
  });
});
