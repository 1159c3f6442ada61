import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireLock, lockOwner } from '../lock';
import { POWER_COMMAND_KILL_MS, POWER_COMMAND_MS, TEARDOWN_MS } from '../release-times';
import { commandPower } from './command';
import { switchOffLeftOn } from './left-on';
import type { PowerDriver } from './power';

/** A supply behind real shell scripts: each notes in a log what it did. */

let folder: string;
let log: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'amp-hil-power-'));
  log = join(folder, 'log');
  writeFileSync(log, '');
});
afterEach(() => rmSync(folder, { recursive: true }));

function script(name: string, body: string): string[] {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\nlog=${log}\n${body}\n`, { mode: 0o755 });
  return [path];
}

const ON = 'echo on >> $log';
const OFF = 'echo off >> $log';
const said = (): string[] => readFileSync(log, 'utf8').trim().split('\n');
const supply = (on: string, off = OFF): PowerDriver => commandPower({ kind: 'command', on: script('on', on), off: script('off', off) });
const quiet = { onConsole: () => undefined, onProgress: () => undefined };

/** Resolves when the log has the word. */
async function logged(word: string): Promise<void> {
  const watcher = watch(log);
  try {
    while (!said().includes(word)) await once(watcher, 'change');
  } finally {
    watcher.close();
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('a supply behind two commands', () => {
  test('is switched on and off by them', async () => {
    const board = await supply(ON).on(quiet);
    expect(said()).toEqual(['on']);
    await board.off();
    expect(said()).toEqual(['on', 'off']);
  });

  test('whose on fails is switched off: it may be on all the same', async () => {
    await expect(supply(`${ON}; echo no answer >&2; exit 7`).on(quiet)).rejects.toMatchObject({
      code: 'BoardUnavailable',
      message: expect.stringMatching(/\/on' ended with exit code 7: no answer/),
      fix: expect.stringMatching(/by hand/),
    });
    expect(said()).toEqual(['on', 'off']);
  });

  test('whose on is not there is tried to be switched off all the same', async () => {
    const driver = commandPower({ kind: 'command', on: [join(folder, 'none')], off: script('off', OFF) });
    await expect(driver.on(quiet)).rejects.toMatchObject({ code: 'BoardUnavailable', message: expect.stringContaining('ENOENT') });
    expect(said()).toEqual(['off']);
  });

  test('whose on is interrupted is Cancelled; the command and what it started have ended by the time off runs', async () => {
    const stop = new AbortController();
    const alive = 'case "$(cat /proc/$(cat $log.pid)/stat 2>/dev/null)" in ""|*") Z "*) ;; *) echo beside it >> $log ;; esac';
    const opening = supply(`sleep 600 & echo $! > $log.pid\n${ON}; wait`, `${alive}; ${OFF}`).on({ ...quiet, signal: stop.signal });
    await logged('on');
    stop.abort();
    await expect(opening).rejects.toMatchObject({ code: 'Cancelled' });
    expect(said()).toEqual(['on', 'off']);
    expect(isAlive(Number(readFileSync(`${log}.pid`, 'utf8')))).toBe(false);
  });

  test('whose on does not listen to SIGTERM is killed', async () => {
    const stop = new AbortController();
    const opening = supply(`trap '' TERM; echo $$ > $log.pid; ${ON}; sleep 600`).on({ ...quiet, signal: stop.signal });
    await logged('on');
    stop.abort();
    await expect(opening).rejects.toMatchObject({ code: 'Cancelled' });
    expect(said()).toEqual(['on', 'off']);
    expect(isAlive(Number(readFileSync(`${log}.pid`, 'utf8')))).toBe(false);
  });

  test('that is interrupted before it begins is not touched', async () => {
    await expect(supply(ON).on({ ...quiet, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'Cancelled' });
    expect(readFileSync(log, 'utf8')).toBe('');
  });

  test('that can neither be switched on nor off says both', async () => {
    await expect(supply('exit 7', 'exit 8').on(quiet)).rejects.toMatchObject({
      code: 'BoardUnavailable',
      message: expect.stringMatching(/\/on' ended with exit code 7.*and then: .*\/off' ended with exit code 8/s),
    });
  });

  test('whose command leaves a process behind that holds its output open is on', async () => {
    const board = await supply(`sleep 600 & echo $! > $log.pid; ${ON}`).on(quiet);
    process.kill(Number(readFileSync(`${log}.pid`, 'utf8')), 'SIGKILL');
    await board.off();
    expect(said()).toEqual(['on', 'off']);
  });
});

test('a board that a killed process left on is switched off, under its lock; a virtual one is left alone', async () => {
  const name = `test-${process.pid}-left-on`;
  const power = { kind: 'command', on: script('on', ON), off: script('off', OFF) } as const;
  await switchOffLeftOn({ name, power: { kind: 'simulator' } }, folder);
  const lock = await acquireLock(name);
  await expect(switchOffLeftOn({ name, power }, folder)).rejects.toMatchObject({ code: 'BoardUnavailable' });
  expect(readFileSync(log, 'utf8')).toBe('');
  await lock.release();
  await switchOffLeftOn({ name, power }, folder);
  expect(said()).toEqual(['off']);
  expect(await lockOwner(name)).toBeUndefined();
});

test.each([
  ['ends by process.exit', 'process.exit(3)'],
  ['ends by an error that nobody caught', 'throw new Error("unforeseen")'],
])('a process that %s while the board is on switches it off', async (_, end) => {
  const declared = JSON.stringify({ kind: 'command', on: script('on', ON), off: script('off', OFF) });
  const program = `
    require('esbuild-register/dist/node').register({ target: 'node20' });
    require(${JSON.stringify(join(__dirname, 'command.ts'))}).commandPower(${declared})
      .on({ onConsole() {}, onProgress() {} }).then(() => setImmediate(() => { ${end} }));`;
  const child = spawn(process.execPath, ['-e', program], { cwd: join(__dirname, '../../..'), stdio: 'ignore' });
  expect((await once(child, 'exit'))[0]).not.toBe(0);
  expect(said()).toEqual(['on', 'off']);
});

test('power-off may take as long as its command: the teardown does not give it up before', () => {
  expect(TEARDOWN_MS.power).toBeGreaterThan(POWER_COMMAND_MS + POWER_COMMAND_KILL_MS);
});
