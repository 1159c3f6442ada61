import { afterAll, afterEach, describe, expect, jest, test } from '@jest/globals';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { serial } from '..';
import type { LinuxPeer } from '../peer/linux-peer';
import type { Board } from './declaration';
import { lockKey, lockOwner } from './lock';
import { loadBoard } from './load-board';
import { Rig, type Incident, type RigOptions } from './rig';

const ROOT = resolve(__dirname, '..', '..');
const sim = loadBoard('sim', ROOT);
jest.setTimeout(30_000);

const roots: string[] = [];
/** A board of its own name, so that test files that run beside this one do not meet its lock. */
const board = (change: Partial<Board> = {}): Board => ({ ...sim, name: 'sim', ...change });

afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});

let open: Rig[] = [];
const options = (more: Partial<RigOptions> = {}): RigOptions => ({
  root: ROOT,
  onProgress: () => undefined,
  onConsole: () => undefined,
  ...more,
});
async function openRig(change: Partial<Board> = {}, more: Partial<RigOptions> = {}): Promise<Rig> {
  const rig = await Rig.open(board(change), options(more));
  open.push(rig);
  return rig;
}

afterEach(async () => {
  for (const rig of open) expect(await rig.close()).toBeUndefined();
  open = [];
  expect(await lockOwner(lockKey(sim, ROOT))).toBeUndefined();
});

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** A root like the project's own, with one file of its build changed. */
function rootWith(file: string, change: (text: string) => string): string {
  const root = mkdtempSync(join(tmpdir(), 'amp-hil-root-'));
  roots.push(root);
  mkdirSync(join(root, 'build'));
  for (const folder of ['agent', 'addon']) symlinkSync(join(ROOT, 'build', folder), join(root, 'build', folder));
  cpSync(join(ROOT, 'build', 'firmware'), join(root, 'build', 'firmware'), { recursive: true });
  const path = join(root, file);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
  return root;
}

describe('a rig on the simulator', () => {
  test('opens with both peers, and closing leaves no process and no lock', async () => {
    const rig = await openRig();
    expect(rig.peerIds.sort()).toEqual(['linux', 'r5']);
    const pid = rig.boardPid ?? 0;
    expect(alive(pid)).toBe(true);
    expect(await rig.close()).toBeUndefined();
    expect(alive(pid)).toBe(false);
  });

  test('a second rig of the same board is told who has it, and the first goes on', async () => {
    const rig = await openRig();
    await expect(Rig.open(board(), options())).rejects.toMatchObject({
      code: 'BoardUnavailable',
      message: expect.stringContaining(`pid ${process.pid}`),
    });
    expect(await rig.peer('r5').region().read32(0)).toEqual(expect.any(Number));
  });

  test('a peer that the board does not have is refused with those it has', async () => {
    const rig = await openRig();
    expect(() => rig.peer('m4')).toThrow(/no peer 'm4'.*linux, r5/s);
    expect(() => rig.r5('linux')).toThrow(/not an R5/);
  });

  test('a device that sysfs does not have is refused with the names of those it has', async () => {
    const rig = await openRig();
    await expect(rig.peer('linux').open('platform', '3ed90000.shm')).rejects.toMatchObject({
      message: expect.stringContaining('3ed80000.shm'),
    });
  });

  test('a hand-off whose block reaches into the control block is refused', async () => {
    const rig = await openRig();
    await expect(rig.handoff({ from: 'linux', to: 'r5', size: rig.shm.size, rounds: 1 })).rejects.toMatchObject({
      code: 'InvalidArgument',
    });
  });
});

describe('a rig that cannot be opened says why and leaves nothing behind', () => {
  test('serial port that is not there', async () => {
    const r5 = serial({ path: '/dev/ttyUSB97', firmware: { kind: 'builtin', port: 'posix' } }) as Board['peers'][string];
    const refused = Rig.open(board({ peers: { ...sim.peers, r5 } }), options());
    await expect(refused).rejects.toMatchObject({ code: 'BoardUnavailable', message: expect.stringContaining('/dev/ttyUSB97') });
  });

  test('firmware of another build than set-up made', async () => {
    const root = rootWith('build/firmware/sim/build.json', (text) => text.replace(/"buildId": ?"[0-9a-f]{8}"/, '"buildId":"deadbeef"'));
    await expect(Rig.open(board(), options({ root }))).rejects.toMatchObject({
      code: 'ConfigError',
      message: expect.stringContaining('deadbeef'),
    });
  });

  test('firmware that is not built', async () => {
    const root = rootWith('build/firmware/sim/build.json', () => '');
    await expect(Rig.open(board(), options({ root }))).rejects.toMatchObject({ message: expect.stringContaining('npm run setup') });
  });

  test('window of another size than declared', async () => {
    const [shm] = sim.shm;
    const power = { ...sim, shm: [{ ...shm!, size: 0x400000, regions: [{ ...shm!.regions[0]!, size: 0x400000 }] }] };
    await expect(Rig.open({ ...power, name: 'sim' }, options())).rejects.toMatchObject({
      code: 'ConfigError',
      message: expect.stringMatching(/size is 0x800000, declared 0x400000/),
    });
  });

  test('an abort while it opens', async () => {
    const stop = new AbortController();
    const opening = Rig.open(board(), options({ signal: stop.signal, onProgress: () => stop.abort() }));
    stop.abort();
    await expect(opening).rejects.toMatchObject({ code: 'Cancelled' });
  });
});

describe('recovery', () => {
  test('a dead agent is started again and the device is open on it', async () => {
    const incidents: Incident[] = [];
    const rig = await openRig({}, { onIncident: (incident) => incidents.push(incident) });
    process.kill((rig.peer('linux') as LinuxPeer).pid, 'SIGKILL');
    await expect(rig.peer('linux').region().read32(0)).rejects.toMatchObject({ code: 'PeerFault' });
    await rig.recover();
    expect(incidents).toMatchObject([{ what: 'agent-lost', action: 'restart', ok: true }]);
    expect(await rig.peer('linux').region().read32(0)).toEqual(expect.any(Number));
  });

  test('a hung R5 that cannot be stopped leads to a power cycle, and the rig goes on', async () => {
    const incidents: Incident[] = [];
    const rig = await openRig({}, { onIncident: (incident) => incidents.push(incident) });
    const before = rig.boardPid;
    await rig.r5().hang();
    await expect(rig.peer('r5').region().read32(0)).rejects.toMatchObject({ code: 'Timeout' });
    await rig.recover();
    expect(incidents.map(({ what, action, ok }) => [what, action, ok])).toEqual([
      ['firmware-hang', 'restart', false],
      ['firmware-hang', 'power-cycle', true],
    ]);
    expect(rig.boardPid).not.toBe(before);
    expect(await rig.peer('r5').region().read32(0)).toEqual(expect.any(Number));
  });

  test('a board whose power goes is broken from then on, with that reason', async () => {
    const incidents: Incident[] = [];
    const rig = await openRig({}, { onIncident: (incident) => incidents.push(incident) });
    process.kill(rig.boardPid ?? 0, 'SIGKILL');
    await expect(rig.peer('r5').region().read32(0)).rejects.toMatchObject({ code: expect.stringMatching(/LinkClosed|BoardUnavailable/) });
    await rig.recover();
    expect(incidents).toMatchObject([{ what: 'power-lost', ok: false }]);
    expect(rig.broken).toMatchObject({ code: 'BoardUnavailable' });
    expect(() => rig.peer('linux')).toThrow(/SIGKILL/);
  });
});
