import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Client } from 'ssh2';
import board from '../../../boards/zcu102-qemu/board';
import { qemuPower } from './qemu';
import type { PoweredBoard, PowerOnOptions } from './power';

const root = resolve(__dirname, '../../..');
const keys = join(root, 'build/zcu102-qemu/keys');

/** One command over ssh, the host key checked against the image's fingerprint. */
function ssh(port: number, command: string): Promise<string> {
  const pinned = readFileSync(join(keys, 'host.fingerprint'), 'utf8').trim();
  return new Promise((done, fail) => {
    const client = new Client();
    client.once('error', fail);
    client.once('ready', () => {
      client.exec(command, (error, channel) => {
        if (error) {
          fail(error);
          return;
        }
        let out = '';
        channel.on('data', (data: Buffer) => (out += String(data)));
        channel.once('close', () => {
          client.end();
          done(out);
        });
      });
    });
    client.connect({
      host: '127.0.0.1',
      port,
      username: 'root',
      privateKey: readFileSync(join(keys, 'login')),
      hostVerifier: (key: Buffer) => `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}` === pinned,
    });
  });
}

function isAlive(pid: number | undefined): boolean {
  return pid !== undefined && existsSync(`/proc/${pid}`);
}

describe('the power of zcu102-qemu', () => {
  const on: PoweredBoard[] = [];
  afterEach(async () => {
    await Promise.all(on.splice(0).map((powered) => powered.off()));
  });

  /** Powers the board; `said` resolves once Linux's console has shown `text`. */
  const power = async (options: Partial<PowerOnOptions> = {}): Promise<PoweredBoard & { said: (text: string) => Promise<void> }> => {
    let console = '';
    const waiting: { text: string; resolve: () => void }[] = [];
    const powered = await qemuPower(board, root).on({
      onConsole: (peer, text) => {
        expect(peer).toBe('linux');
        console += text;
        for (const { text: wanted, resolve } of waiting) if (console.includes(wanted)) resolve();
      },
      onProgress: () => {},
      ...options,
    });
    on.push(powered);
    const said = (text: string): Promise<void> =>
      new Promise((resolve) => {
        if (console.includes(text)) resolve();
        waiting.push({ text, resolve });
      });
    return { ...powered, said };
  };

  test('boots to a Linux that takes the login key, shows the declared host key, and has the shm device, the R5 and Node', async () => {
    const started = performance.now();
    const powered = await power();
    await powered.said('amp-hil: linux ready');
    const port = powered.endpoints.ssh?.port ?? 0;
    const link = await ssh(port, 'readlink -f /sys/class/uio/uio0/device');
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(link.trim()).toMatch(/\/3ed80000\.shm$/);
    expect(await ssh(port, 'cat /sys/class/uio/uio0/maps/map0/addr /sys/class/uio/uio0/maps/map0/size')).toBe(
      `0x${board.shm[0]?.physmap.toString(16).padStart(16, '0')}\n0x${board.shm[0]?.size.toString(16).padStart(16, '0')}\n`,
    );
    expect(await ssh(port, 'cat /sys/class/remoteproc/remoteproc0/state')).toBe('offline\n');
    expect(await ssh(port, 'node -p process.arch')).toBe('arm64\n');
    expect(await ssh(port, 'test -d /lib/firmware && test -x /usr/lib/sftp-server && echo both')).toBe('both\n');
    // Guards are kept from Linux on both sides of the window.
    const iomem = await ssh(port, 'cat /proc/iomem');
    expect(iomem).toContain('3ed7f000-3f580fff : reserved');

    const pid = powered.pid;
    expect(isAlive(pid)).toBe(true);
    await powered.off();
    expect(isAlive(pid)).toBe(false);
    await powered.off();
  }, 60_000);

  test('a killed QEMU is lost, with the signal and the last of the console in the message', async () => {
    const powered = await power();
    await powered.said('Machine model');
    process.kill(powered.pid ?? 0, 'SIGKILL');
    const lost = await powered.lost;
    expect(lost.code).toBe('BoardUnavailable');
    expect(lost.message).toMatch(/QEMU was killed by SIGKILL/);
    expect(lost.message).toMatch(/linux: .*Booting Linux/);
  }, 60_000);

  test('an abort during power-on rejects with Cancelled and leaves no QEMU behind', async () => {
    const abort = new AbortController();
    const children = (): string[] => readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ').filter(Boolean);
    const before = children();
    const starting = power({ signal: abort.signal, onProgress: () => setImmediate(() => abort.abort()) });
    await expect(starting).rejects.toMatchObject({ code: 'Cancelled' });
    expect(children().filter((pid) => !before.includes(pid))).toEqual([]);
  }, 60_000);

  test('power that goes off on request is not lost', async () => {
    const powered = await power();
    await powered.off();
    const verdict = await Promise.race([
      powered.lost.then(() => 'lost'),
      new Promise((resolve) => setImmediate(() => resolve('not lost'))),
    ]);
    expect(verdict).toBe('not lost');
  }, 60_000);

  test('a folder without an image is BoardUnavailable and names the set-up', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'amp-hil-'));
    try {
      await expect(qemuPower(board, empty).on({ onConsole: () => {}, onProgress: () => {} })).rejects.toMatchObject({
        code: 'BoardUnavailable',
        fix: expect.stringContaining('npm run setup'),
      });
    } finally {
      rmSync(empty, { recursive: true });
    }
  });

  test('two boards at once get ports of their own', async () => {
    const [a, b] = await Promise.all([power(), power()]);
    expect(a.endpoints.ssh?.port).not.toBe(b.endpoints.ssh?.port);
    expect(a.endpoints.serial?.['r5']).not.toBe(b.endpoints.serial?.['r5']);
  }, 60_000);

  test('a port that somebody takes in between costs another start, not the run', async () => {
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve));
    const taken = (squatter.address() as AddressInfo).port;
    try {
      const ports = [taken, taken, 0];
      const powered = await qemuPower(board, root, async () => ports.shift() ?? 0).on({ onConsole: () => {}, onProgress: () => {} });
      on.push(powered);
      expect(ports).toEqual([]);
      expect(isAlive(powered.pid)).toBe(true);
      await powered.off();
      await expect(qemuPower(board, root, async () => taken).on({ onConsole: () => {}, onProgress: () => {} })).rejects.toMatchObject({
        code: 'BoardUnavailable',
        message: expect.stringContaining('Could not set up host forwarding rule'),
      });
    } finally {
      squatter.close();
    }
  }, 60_000);
});
