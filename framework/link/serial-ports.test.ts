import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openFailure, portTaken } from './serial-errors';
import { openSerialLink } from './serial-link';
import { existingPorts, portHolders } from './serial-ports';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'serial-ports-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** A process in a folder shaped like /proc. */
function processWith(pid: number, command: string[], files: string[]): void {
  const fd = join(root, 'proc', String(pid), 'fd');
  mkdirSync(fd, { recursive: true });
  writeFileSync(join(root, 'proc', String(pid), 'cmdline'), command.join('\0') + '\0');
  for (const [i, file] of files.entries()) symlinkSync(file, join(fd, String(i)));
}

describe('the ports of this machine', () => {
  test('are listed by id first, then by name, and nothing else is', async () => {
    mkdirSync(join(root, 'serial/by-id'), { recursive: true });
    writeFileSync(join(root, 'serial/by-id/usb-Silicon_Labs_CP2108-if01'), '');
    for (const name of ['ttyUSB1', 'ttyACM0', 'ttyS0', 'tty1', 'null']) writeFileSync(join(root, name), '');
    expect(await existingPorts(root)).toEqual(
      ['serial/by-id/usb-Silicon_Labs_CP2108-if01', 'ttyACM0', 'ttyUSB1'].map((name) => join(root, name)),
    );
  });

  test('are none where there are none', async () => {
    expect(await existingPorts(join(root, 'nowhere'))).toEqual([]);
  });
});

describe('who has a port open', () => {
  test('is told by the open files of every process, through links', async () => {
    const port = join(root, 'ttyUSB1');
    writeFileSync(port, '');
    symlinkSync(port, join(root, 'by-id'));
    processWith(41, ['sleep', '1'], ['/dev/null']);
    processWith(42, ['minicom', '-D', 'ttyUSB1'], ['/dev/null', port]);
    expect(await portHolders(join(root, 'by-id'), join(root, 'proc'), root)).toEqual([{ pid: 42, command: 'minicom -D ttyUSB1' }]);
  });

  test('is told by the lock file of a terminal program whose files are not ours to see', async () => {
    processWith(43, ['screen'], []);
    writeFileSync(join(root, 'LCK..ttyUSB1'), '        43\n');
    expect(await portHolders('/dev/ttyUSB1', join(root, 'proc'), root)).toEqual([{ pid: 43, command: 'screen' }]);
    writeFileSync(join(root, 'LCK..ttyUSB1'), '        44\n');
    expect(await portHolders('/dev/ttyUSB1', join(root, 'proc'), root)).toEqual([]);
  });

  test('does not count the process that made a pty', async () => {
    processWith(45, ['r5'], ['/dev/ptmx', '/dev/pts/7']);
    processWith(46, ['cat'], ['/dev/pts/7']);
    expect((await portHolders('/dev/pts/7', join(root, 'proc'), root)).map(({ pid }) => pid)).toEqual([46]);
  });
});

describe('a port that cannot be opened', () => {
  test('is named, with those that exist, when it is not there', async () => {
    await expect(openSerialLink({ path: '/dev/serial/by-id/none', baudRate: 115200, peer: 'r5' })).rejects.toMatchObject({
      code: 'BoardUnavailable',
      message: expect.stringMatching(
        /serial port \/dev\/serial\/by-id\/none of r5 is not there; this machine has (no serial port|\/dev\/)/,
      ),
      fix: expect.stringContaining('plug the adapter in'),
    });
  });

  test('is said to be no serial port when it is something else', async () => {
    const port = join(root, 'file');
    writeFileSync(port, '');
    await expect(openSerialLink({ path: port, baudRate: 115200, peer: 'r5' })).rejects.toMatchObject({
      code: 'BoardUnavailable',
      message: expect.stringContaining('is not a serial port'),
    });
  });

  test('comes with the command that gives the user access', async () => {
    const error = await openFailure({ path: '/dev/ttyUSB1', peer: 'r5' }, new Error('Error: Permission denied, cannot open /dev/ttyUSB1'));
    expect(error).toMatchObject({ code: 'BoardUnavailable', fix: expect.stringContaining('usermod -aG dialout') });
  });

  test('comes with who has it', () => {
    const error = portTaken({ path: '/dev/ttyUSB1', peer: 'r5' }, [
      { pid: 42, command: 'minicom' },
      { pid: process.pid, command: 'node' },
    ]);
    expect(error.message).toContain(`taken by process 42 (minicom), this process (${process.pid})`);
  });
});
