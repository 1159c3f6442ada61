import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import board from '../../boards/zcu102-qemu/board';
import type { SshDeclaration } from '../../framework/board/declaration';
import { qemuPower } from '../../framework/board/power/qemu';
import type { PoweredBoard } from '../../framework/board/power/power';
import type { LineLink } from '../../framework/link/line-link';
import { openSerialLink } from '../../framework/link/serial-link';
import { SshLink } from '../../framework/link/ssh';

const ROOT = resolve(__dirname, '../..');
const SYSFS = '/sys/class/remoteproc/remoteproc0';
const DRIVER = '/sys/bus/platform/drivers/amp_rproc';

// One boot; the tests build on each other, in order, and the last leaves the R5 hung.
describe('the remoteproc driver of the virtual board', () => {
  let power: PoweredBoard;
  let linux: SshLink;
  let console: LineLink;
  let greetings = 0;
  let greeted = (): void => undefined;

  const sh = async (script: string): Promise<{ code: number | null; out: string }> => {
    const { code, stdout, stderr } = await linux.exec(['sh', '-c', script], { timeout: 20_000 });
    return { code, out: (stdout + stderr).trim() };
  };
  const state = async (): Promise<string> => (await sh(`cat ${SYSFS}/state`)).out;
  const start = async (): Promise<void> => {
    const greeting = new Promise<void>((done) => (greeted = done));
    expect(await sh(`echo start > ${SYSFS}/state`)).toEqual({ code: 0, out: '' });
    await greeting;
  };

  beforeAll(async () => {
    power = await qemuPower(board, ROOT).on({ onConsole: () => undefined, onProgress: () => undefined });
    const path = power.endpoints.serial?.['r5'] ?? '';
    console = await openSerialLink({ path, baudRate: 115_200, peer: 'r5' });
    console.listen((line) => {
      if (!line.startsWith('! hello')) return;
      greetings++;
      greeted();
    });
    linux = await SshLink.connect(board.peers['linux'] as SshDeclaration, { root: ROOT, endpoint: power.endpoints.ssh, timeout: 30_000 });
    await linux.push(readFileSync(resolve(ROOT, 'build/firmware/zcu102-qemu/r5.elf')), '/lib/firmware/r5.elf', 0o644);
  }, 60_000);

  afterAll(async () => {
    await console.close();
    await linux.close();
    await power.off();
  });

  test('loads and starts the firmware, and stops it, three times over', async () => {
    for (let round = 1; round <= 3; round++) {
      await start();
      expect(greetings).toBe(round);
      expect(await state()).toBe('running');
      expect(await sh(`echo stop > ${SYSFS}/state`)).toEqual({ code: 0, out: '' });
      expect(await state()).toBe('offline');
    }
  }, 30_000);

  test('stops a firmware that was started this very moment, twenty times over', async () => {
    const round = `echo start > ${SYSFS}/state && echo stop > ${SYSFS}/state || exit 1`;
    expect(await sh(`for round in $(seq 20); do ${round}; done`)).toEqual({ code: 0, out: '' });
    expect(await state()).toBe('offline');
  }, 40_000);

  test('refuses an image with a segment outside the carve-out', async () => {
    // p_paddr of the first program header, little-endian, moved to the start of the shared window.
    const elf = readFileSync(resolve(ROOT, 'build/firmware/zcu102-qemu/r5.elf'));
    elf.writeUInt32LE(0x3ed80000, elf.readUInt32LE(28) + 12);
    await linux.push(elf, '/lib/firmware/astray.elf', 0o644);
    expect((await sh(`echo astray.elf > ${SYSFS}/firmware && echo start > ${SYSFS}/state`)).out).toMatch(/Invalid argument/);
    expect(await state()).toBe('offline');
    expect((await sh(`echo r5.elf > ${SYSFS}/firmware`)).code).toBe(0);
  }, 20_000);

  test('is not asked to start a core that runs already: the kernel only counts, and wants as many stops', async () => {
    await start();
    const before = greetings;
    expect((await sh(`echo start > ${SYSFS}/state`)).code).toBe(0);
    expect((await sh(`echo stop > ${SYSFS}/state`)).code).toBe(0);
    expect(await state()).toBe('running');
    expect((await sh(`echo stop > ${SYSFS}/state`)).code).toBe(0);
    expect(await state()).toBe('offline');
    expect(greetings).toBe(before);
  }, 20_000);

  test('gives up on a hung firmware after a second with a time-out, leaves the state, and says what helps', async () => {
    await start();
    console.send('hang');
    const before = performance.now();
    expect((await sh(`echo stop > ${SYSFS}/state`)).out).toMatch(/timed out/i);
    expect(performance.now() - before).toBeGreaterThan(1000);
    expect(await state()).toBe('running');
    expect((await sh('dmesg')).out).toMatch(/did not stop within 1000 ms: its firmware hangs, only a power cycle helps/);
  }, 20_000);

  test('does not load over a hung core after the driver was bound anew', async () => {
    const device = `${board.memory.firmware.base.toString(16)}.r5f`;
    await sh(`echo ${device} > ${DRIVER}/unbind; echo ${device} > ${DRIVER}/bind`);
    expect((await sh('cat /sys/class/remoteproc/*/state')).out).toBe('offline');
    expect((await sh('echo start > $(echo /sys/class/remoteproc/*/state)')).out).toMatch(/busy/i);
    expect((await sh('dmesg')).out).toMatch(/is on already: not loading over running firmware/);
  }, 20_000);
});
