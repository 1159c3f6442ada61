import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import sim from '../../../boards/sim/board';
import type { PoweredBoard } from './power';
import { simulatorPower } from './simulator';

const ROOT = join(__dirname, '../../..');
const OPTIONS = { onConsole: () => undefined, onProgress: () => undefined };

let board: PoweredBoard | undefined;
afterEach(() => board?.off());

async function powerOn(): Promise<{ pid: number; sysfs: string; dev: string; folder: string; pty: string }> {
  board = await simulatorPower(sim, ROOT).on(OPTIONS);
  const { local, serial } = board.endpoints;
  const sysfs = local?.sysfs as string;
  return { pid: board.pid as number, sysfs, dev: local?.dev as string, folder: dirname(sysfs), pty: serial?.r5 as string };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('a simulator that is on', () => {
  test('shows the board’s window as a UIO device, as the kernel would', async () => {
    const { sysfs, dev } = await powerOn();
    const uio = join(sysfs, 'class/uio/uio0');
    const read = (name: string): string => readFileSync(join(uio, name), 'utf8').trim();
    expect(readdirSync(join(sysfs, 'class/uio')).sort()).toEqual([...sim.shm.map((_, i) => `uio${i}`), `uio${sim.shm.length}`]);
    expect(basename(readlinkSync(join(uio, 'device')))).toBe('3ed80000.shm');
    expect(statSync(join(uio, 'device')).isDirectory()).toBe(true);
    expect(read('name')).toBe('shm');
    expect([read('maps/map0/name'), read('maps/map0/addr'), read('maps/map0/size'), read('maps/map0/offset')]).toEqual([
      'shm@3ed80000',
      '0x000000003ed80000',
      '0x0000000000800000',
      '0x0',
    ]);
    expect(statSync(join(dev, 'uio0')).size).toBe(0x800000);
  });

  test('shows the doorbell as a UIO device without maps, whose node is a character device', async () => {
    const { sysfs, dev } = await powerOn();
    const uio = `uio${sim.shm.length}`;
    expect(basename(readlinkSync(join(sysfs, 'class/uio', uio, 'device')))).toBe('3ed40000.doorbell');
    expect(existsSync(join(sysfs, 'class/uio', uio, 'maps'))).toBe(false);
    expect(statSync(join(dev, uio)).isCharacterDevice()).toBe(true);
  });

  test('keeps its folder from other users', async () => {
    const { folder } = await powerOn();
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test('has its R5 on a pty, and is there within 50 ms at the best of five starts', async () => {
    let best = Infinity;
    for (let start = 0; start < 5; start++) {
      const before = performance.now();
      const { pty } = await powerOn();
      best = Math.min(best, performance.now() - before);
      expect(lstatSync(pty).isCharacterDevice()).toBe(true);
      await board?.off();
    }
    expect(best).toBeLessThanOrEqual(50);
  });
});

describe('power-off', () => {
  test('ends the process and removes the folder, however often it is asked for', async () => {
    const { pid, folder } = await powerOn();
    await Promise.all([board?.off(), board?.off()]);
    await board?.off();
    expect({ alive: isAlive(pid), folder: existsSync(folder) }).toEqual({ alive: false, folder: false });
  });

  test('ends a process that is stopped', async () => {
    const { pid } = await powerOn();
    process.kill(pid, 'SIGSTOP');
    while (!/\) T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) await new Promise((resolve) => setImmediate(resolve));
    await board?.off();
    expect(isAlive(pid)).toBe(false);
  });

  test('is no loss of the board', async () => {
    await powerOn();
    const lost = board?.lost.then(() => 'lost');
    await board?.off();
    expect(await Promise.race([lost, new Promise((resolve) => setImmediate(resolve, 'off'))])).toBe('off');
  });
});

test('A simulator that is killed is lost, says how, and leaves no folder', async () => {
  const { pid, folder } = await powerOn();
  process.kill(pid, 'SIGKILL');
  const error = await board?.lost;
  expect(error).toMatchObject({ code: 'BoardUnavailable', message: expect.stringContaining('killed by SIGKILL') });
  expect(existsSync(folder)).toBe(false);
});

test('A simulator that is not built is BoardUnavailable, with the command that builds it', async () => {
  const empty = mkdtempSync(join(tmpdir(), 'amp-hil-test-'));
  try {
    mkdirSync(join(empty, 'build'));
    await expect(simulatorPower(sim, empty).on(OPTIONS)).rejects.toMatchObject({
      code: 'BoardUnavailable',
      message: expect.stringContaining('npm run setup'),
    });
  } finally {
    rmSync(empty, { recursive: true });
  }
});

test('A start that is cancelled leaves nothing behind', async () => {
  const signal = AbortSignal.abort();
  const parents = ['/dev/shm', tmpdir()];
  const ours = (): string[] =>
    parents.flatMap((parent) => readdirSync(parent)).filter((name) => name.startsWith(`amp-hil-sim-${process.pid}-`));
  await expect(simulatorPower(sim, ROOT).on({ ...OPTIONS, signal })).rejects.toMatchObject({ code: 'Cancelled' });
  expect(ours()).toEqual([]);
});
