import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { loadAddon } from '../../framework/agent/load-addon';
import { addonPath } from './test/addon-path';
import { thrown } from './test/thrown';
import { UioTree } from './test/uio-tree';

const addon = loadAddon(addonPath);
let tree: UioTree;
beforeEach(() => {
  tree = new UioTree();
});
afterEach(() => tree.remove());

const discoveryError = (): unknown => thrown(() => addon.discover(tree.sysfs, tree.dev));

describe('discovery', () => {
  test('names the platform device, driver, node and maps of every UIO device, by number', () => {
    tree.addDevice('uio10', '3f600000.shm', 'shm');
    tree.addDevice('uio2', '3f700000.shm', 'shm');
    const devices = addon.discover(tree.sysfs, tree.dev);
    expect(devices.map(({ uio }) => uio)).toEqual(['uio0', 'uio1', 'uio2', 'uio10']);
    expect(devices[0]).toEqual({
      uio: 'uio0',
      device: '3ed80000.shm',
      name: 'shm',
      path: join(tree.dev, 'uio0'),
      driver: 'uio_pdrv_genirq',
      maps: [{ index: 0, name: 'shm@3ed80000', addr: 0x3ed80000n, size: 0x10000n, offset: 0n }],
    });
    expect(devices[1]?.maps).toEqual([]);
  });

  test('reads addresses of 64 bits and an offset inside the page', () => {
    tree.addMap('uio0', 1, { name: '', addr: '0xffffffff00000fc0', size: '0x40', offset: '0xfc0' });
    expect(addon.discover(tree.sysfs, tree.dev)[0]?.maps[1]).toEqual({
      index: 1,
      name: '',
      addr: 0xffffffff00000fc0n,
      size: 0x40n,
      offset: 0xfc0n,
    });
  });

  test('takes a device without driver link for one whose driver is unknown', () => {
    rmSync(join(tree.sysfs, 'devices/platform/3ed80000.shm/driver'));
    expect(addon.discover(tree.sysfs, tree.dev)[0]?.driver).toBe('');
  });

  test('passes over entries that are not uioN', () => {
    for (const name of ['uio', 'uio01', 'uiox', 'uio99999', 'xuio3']) mkdirSync(join(tree.sysfs, 'class/uio', name));
    expect(addon.discover(tree.sysfs, tree.dev)).toHaveLength(2);
  });
});

describe('a sysfs that cannot be right is a UioError with errno, system call and path', () => {
  test('when the uio class is not there', () => {
    rmSync(join(tree.sysfs, 'class'), { recursive: true });
    expect(discoveryError()).toMatchObject({ code: 'UioError', errno: 'ENOENT', syscall: 'opendir', path: join(tree.sysfs, 'class/uio') });
  });

  test('when an attribute is missing', () => {
    rmSync(tree.attribute('uio0', 'maps/map0/size'));
    expect(discoveryError()).toMatchObject({
      code: 'UioError',
      errno: 'ENOENT',
      syscall: 'open',
      path: tree.attribute('uio0', 'maps/map0/size'),
    });
  });

  test('when the device link is missing or no link', () => {
    rmSync(tree.attribute('uio1', 'device'));
    expect(discoveryError()).toMatchObject({ errno: 'ENOENT', syscall: 'readlink', path: tree.attribute('uio1', 'device') });
    mkdirSync(tree.attribute('uio1', 'device'));
    expect(discoveryError()).toMatchObject({ errno: 'EINVAL', syscall: 'readlink' });
  });

  test.each(['', '0x', '65536', '0x1g', '-0x1', '0x11112222333344445', '0x10 0x20', '0x10\n\n'])('when a size reads %j', (text) => {
    tree.write('uio0', 'maps/map0/size', text);
    expect(discoveryError()).toMatchObject({ code: 'UioError', errno: 'EPROTO', path: tree.attribute('uio0', 'maps/map0/size') });
  });

  test('when a name has control characters or no end', () => {
    tree.write('uio0', 'name', 'shm\u001b[2J\n');
    expect(discoveryError()).toMatchObject({ errno: 'EPROTO', path: tree.attribute('uio0', 'name') });
    tree.write('uio0', 'name', 'x'.repeat(100_000));
    expect(discoveryError()).toMatchObject({ errno: 'EOVERFLOW', path: tree.attribute('uio0', 'name') });
  });

  test('when an attribute is a folder or a loop of links', () => {
    rmSync(tree.attribute('uio0', 'name'));
    mkdirSync(tree.attribute('uio0', 'name'));
    expect(discoveryError()).toMatchObject({ errno: 'EISDIR', syscall: 'read' });
    rmSync(tree.attribute('uio0', 'name'), { recursive: true });
    symlinkSync('name', tree.attribute('uio0', 'name'));
    expect(discoveryError()).toMatchObject({ errno: 'ELOOP', syscall: 'open' });
  });

  test.each([[''], ['a\0b'], ['x'.repeat(5000)]])('and a path that is none is an InvalidArgument', (path) => {
    expect(thrown(() => addon.discover(path, tree.dev))).toMatchObject({ code: 'InvalidArgument' });
  });
});
