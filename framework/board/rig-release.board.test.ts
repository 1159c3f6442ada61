import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { resolve } from 'node:path';
import { BoardUnavailable } from '../errors/errors';
import { loadBoard } from './load-board';
import { lockKey, lockOwner } from './lock';
import type { PowerDriver } from './power/power';
import { simulatorPower } from './power/simulator';
import { RELEASE_MS, SETTLE_MS } from './release-times';
import { Rig, type Incident, type RigOptions } from './rig';
import { RigSession } from './rig-session';

/** Who closes a rig, and when, on the simulator with a supply that is held up or fails: the lock is never free while the board is on. */

jest.setTimeout(30_000);

const ROOT = resolve(__dirname, '..', '..');
const sim = loadBoard('sim', ROOT);
const owner = (): Promise<unknown> => lockOwner(lockKey(sim, ROOT));
const options = (more: Partial<RigOptions> = {}): RigOptions => ({
  root: ROOT,
  onProgress: () => undefined,
  onConsole: () => undefined,
  ...more,
});

interface Gate {
  /** Resolves when somebody waits at the gate. */
  reached: Promise<void>;
  pass(): Promise<void>;
  open(): void;
}

function gate(): Gate {
  let [reach, open]: (() => void)[] = [];
  const reached = new Promise<void>((done) => (reach = done));
  const opened = new Promise<void>((done) => (open = done));
  return { reached, pass: () => (reach?.(), opened), open: () => open?.() };
}

/** The simulator's supply and what it did, in order; `on` and `off` may be held up or fail, by their number. */
function watched(hooks: { on?: (n: number) => Promise<void>; off?: (n: number) => Promise<void> } = {}): {
  supply: PowerDriver;
  seen: string[];
} {
  const driver = simulatorPower(sim, ROOT);
  const seen: string[] = [];
  let [ons, offs] = [0, 0];
  const supply: PowerDriver = {
    on: async (how) => {
      await hooks.on?.(++ons);
      const powered = await driver.on(how);
      seen.push('on');
      return {
        ...powered,
        off: async () => {
          await powered.off();
          await hooks.off?.(++offs);
          seen.push('off');
        },
      };
    },
  };
  return { supply, seen };
}

const hang = async (rig: Rig): Promise<void> => {
  await rig.r5().hang();
  await expect(rig.peer('r5').region().read32(0)).rejects.toMatchObject({ code: 'Timeout' });
};

afterEach(async () => {
  expect(await owner()).toBeUndefined();
});

/** A release that comes while the supply is held: the lock stays taken until the supply goes on. */
async function releaseWaitsFor(held: ReturnType<typeof gate>, rig: Rig, seen: readonly string[]): Promise<void> {
  const closing = rig.close().then((error) => [...seen, error]);
  for (let turn = 0; turn < 100; turn++) await new Promise((done) => setImmediate(done));
  expect(await owner()).toMatchObject({ pid: process.pid });
  held.open();
  expect(await closing).toEqual(['on', 'off', undefined]);
}

describe('a rig that is closed while the board is power-cycled', () => {
  test('waits for the power to be off before the lock is free, and switches nothing on again', async () => {
    const held = gate();
    const { supply, seen } = watched({ off: () => held.pass() });
    const incidents: Incident[] = [];
    const rig = await Rig.open(sim, options({ supply, onIncident: (incident) => incidents.push(incident) }));
    await hang(rig);
    const recovering = rig.recover();
    await held.reached;
    await releaseWaitsFor(held, rig, seen);
    await recovering;
    expect(seen).toEqual(['on', 'off']);
    expect(incidents.at(-1)).toMatchObject({ action: 'power-cycle', ok: false, detail: expect.stringContaining('was cancelled') });
  });

  test('ends the boot that is under way and switches that board off too', async () => {
    const held = gate();
    const { supply, seen } = watched({ on: (n) => (n === 2 ? held.pass() : Promise.resolve()) });
    const rig = await Rig.open(sim, options({ supply }));
    await hang(rig);
    const recovering = rig.recover();
    await held.reached;
    await releaseWaitsFor(held, rig, seen);
    await recovering;
    expect(seen.filter((what) => what === 'on')).toHaveLength(seen.filter((what) => what === 'off').length);
  });
});

test('a rig whose run was interrupted begins no power cycle', async () => {
  const { supply, seen } = watched();
  const stop = new AbortController();
  const rig = await Rig.open(sim, options({ supply, signal: stop.signal }));
  await hang(rig);
  stop.abort();
  await rig.recover();
  expect(rig.broken).toMatchObject({ code: 'BoardUnavailable', cause: { code: 'Cancelled' } });
  expect(await rig.close()).toBeUndefined();
  expect(seen).toEqual(['on', 'off']);
});

test('a board whose supply dies while a side is restarted is not switched on again', async () => {
  let pid = 0;
  const { supply, seen } = watched();
  const rig = await Rig.open(sim, options({ supply, onIncident: ({ action }) => action === 'restart' && process.kill(pid, 'SIGKILL') }));
  await hang(rig);
  pid = rig.boardPid ?? 0;
  await rig.recover();
  expect(rig.broken).toMatchObject({ code: 'BoardUnavailable', message: expect.stringContaining('SIGKILL') });
  expect(await rig.close()).toBeUndefined();
  expect(seen).toEqual(['on', 'off']);
});

test('two recoveries at once are one', async () => {
  const { supply, seen } = watched();
  const incidents: Incident[] = [];
  const rig = await Rig.open(sim, options({ supply, onIncident: (incident) => incidents.push(incident) }));
  await hang(rig);
  await Promise.all([rig.recover(), rig.recover()]);
  expect(incidents.map(({ action }) => action)).toEqual(['restart', 'power-cycle']);
  expect(seen).toEqual(['on', 'off', 'on']);
  expect(await rig.close()).toBeUndefined();
});

describe('a supply that does not switch off', () => {
  const stuck = (): Promise<never> => Promise.reject(new BoardUnavailable('the socket is stuck'));

  test('is no power cycle: the board is broken, with that reason, and closing tells it', async () => {
    const { supply, seen } = watched({ off: stuck });
    const rig = await Rig.open(sim, options({ supply }));
    await hang(rig);
    await rig.recover();
    expect(rig.broken?.message).toContain('the socket is stuck');
    expect((await rig.close())?.message).toContain('the socket is stuck');
    expect(seen).toEqual(['on']);
  });

  test('is told together with the reason why the rig could not be opened', async () => {
    const { supply } = watched({ off: stuck });
    const stop = new AbortController();
    const opening = Rig.open(sim, options({ supply, signal: stop.signal, onConsole: () => stop.abort() }));
    await expect(opening).rejects.toMatchObject({ code: 'Cancelled', message: expect.stringMatching(/cancelled\n {2}and then: .*stuck/s) });
  });

  test('is told by closing when it was the new session of a power cycle that could not be opened', async () => {
    const stop = new AbortController();
    const { supply, seen } = watched({ off: (n) => (n === 2 ? stuck() : Promise.resolve()) });
    const onConsole = (): void => {
      if (seen.length === 3) stop.abort();
    };
    const rig = await Rig.open(sim, options({ supply, signal: stop.signal, onConsole }));
    await hang(rig);
    await rig.recover();
    expect((await rig.close())?.message).toContain('the socket is stuck');
  });
});

test('a teardown takes no longer, at the most, than those who wait for it are told', async () => {
  const session = await RigSession.open(sim, options());
  expect(await session.close()).toBeUndefined();
  expect(SETTLE_MS + session.longestTeardown).toBeLessThanOrEqual(RELEASE_MS);
});
