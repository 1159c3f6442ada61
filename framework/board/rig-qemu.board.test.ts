import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterEach, expect, jest, test } from '@jest/globals';
import { LinuxPeer } from '../peer/linux-peer';
import type { Board, SshDeclaration } from './declaration';
import { startLinuxPeer } from './linux-side';
import { loadBoard } from './load-board';
import { lockKey, lockOwner } from './lock';
import { Rig, type Incident, type RigOptions } from './rig';
import { RigSession } from './rig-session';

/** The rig's lifecycle on the virtual ZCU102: real Linux, remoteproc and firmware. Each boot takes about ten seconds. */

jest.setTimeout(180_000);

const ROOT = resolve(__dirname, '..', '..');
const board = loadBoard('zcu102-qemu', ROOT);
const linux = board.peers['linux'] as SshDeclaration;
const quiet = { root: ROOT, onProgress: () => undefined, onConsole: () => undefined };
const options = (more: Partial<RigOptions> = {}): RigOptions => ({ ...quiet, ...more });

afterEach(async () => {
  expect(await lockOwner(lockKey(board, ROOT))).toBeUndefined();
});

test('a hung R5 that remoteproc cannot stop leads to a power cycle, and the rig goes on with a new firmware', async () => {
  const incidents: Incident[] = [];
  const rig = await Rig.open(board, options({ onIncident: (incident) => incidents.push(incident) }));
  try {
    const before = rig.boardPid;
    await rig.r5().hang();
    await expect(rig.peer('r5').region().read32(0)).rejects.toMatchObject({ code: 'Timeout' });
    await rig.recover();
    expect(incidents.map(({ what, action, ok }) => [what, action, ok])).toEqual([
      ['firmware-hang', 'restart', false],
      ['firmware-hang', 'power-cycle', true],
    ]);
    expect(incidents[0]?.detail).toMatch(/remoteproc: writing 'stop'/);
    expect(existsSync(`/proc/${before}`)).toBe(false);
    const run = await rig.handoff({ from: 'linux', to: 'r5', size: 4096, rounds: 20 });
    expect(run).toMatchObject({ rounds: 20, mismatches: 0 });
  } finally {
    expect(await rig.close()).toBeUndefined();
  }
});

test('a host key that is not the pinned one is refused before anything is sent, and the board is switched off', async () => {
  const hostKey = 'SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
  const other: Board = { ...board, peers: { ...board.peers, linux: { ...linux, hostKey } } };
  let pid: number | undefined;
  const opening = Rig.open(other, options({ onIncident: () => undefined })).then((rig) => {
    pid = rig.boardPid;
    return rig.close();
  });
  await expect(opening).rejects.toMatchObject({ message: expect.stringMatching(/SHA256:A{43}/) });
  expect(pid).toBeUndefined();
});

test('a board without Node gets the official binary once and uses it again', async () => {
  const session = await RigSession.open(board, quiet);
  try {
    await session.link.exec(['sh', '-c', 'mv /usr/bin/node /usr/bin/node.away && ! command -v node']);
    const progress: string[] = [];
    const start = async (): Promise<LinuxPeer> => {
      const more = { ...quiet, onProgress: (text: string) => progress.push(text) };
      return (await startLinuxPeer(session.link, linux, {}, more)).peer;
    };
    const first = await start();
    expect((await first.identity()).facts['node']).toMatch(/^v?22\./);
    await first.close();
    expect(progress.filter((text) => /pushing Node/.test(text))).toHaveLength(1);
    await (await start()).close();
    expect(progress.filter((text) => /pushing Node/.test(text))).toHaveLength(1);
  } finally {
    await session.close();
  }
});

test('a shm device that the kernel does not have is refused with the names of those it has', async () => {
  const [shm] = board.shm;
  const renamed: Board = { ...board, shm: [{ ...shm!, name: '3ed80000.window' }] };
  await expect(Rig.open(renamed, options())).rejects.toMatchObject({ message: expect.stringMatching(/3ed80000\.(window|shm)/) });
});
