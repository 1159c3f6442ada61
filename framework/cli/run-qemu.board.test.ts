import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadBoard } from '../board/load-board';
import { lockKey, lockOwner } from '../board/lock';
import { linesOf, readRecord } from '../record/reader';
import { JSON_SHAPES } from './json-shapes';

/** `amp-hil run` on the virtual ZCU102 when something is killed: what the user sees, and what is left behind (nothing). */

const launcher = join(__dirname, 'amp-hil.js');
const BOARD = 'zcu102-qemu';
const ROOT = join(__dirname, '..', '..');
const MINUTES = 60_000;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'amp-hil-run-qemu-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  exit: number | null;
  out: string;
  err: string;
  /** Processes that descended from the command and are still there. */
  left: number[];
}

/** Runs the command; `onErr` sees its progress so far and may act. */
function run(args: readonly string[], onErr: (err: string, child: ChildProcess, family: () => number[]) => void): Promise<Run> {
  const child = spawn(process.execPath, [launcher, 'run', '-b', BOARD, '--out', folder, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const seen = new Set<number>();
  const family = (): number[] => {
    for (const pid of descendants(child.pid ?? 0)) seen.add(pid);
    return [...seen];
  };
  const watch = setInterval(family, 50);
  let [out, err] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => {
    err += data.toString();
    onErr(err, child, family);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exit) => {
      clearInterval(watch);
      resolve({ exit, out, err, left: [...seen].filter(isAlive) });
    });
  });
}

/** Parent pids by pid, as /proc shows them now. */
function descendants(root: number): number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const parent = statOf(Number(entry))?.parent;
    if (parent !== undefined) parents.set(Number(entry), parent);
  }
  const found = [root];
  for (const pid of found) for (const [child, parent] of parents) if (parent === pid) found.push(child);
  return found.slice(1);
}

function statOf(pid: number): { name: string; state: string; parent: number } | undefined {
  try {
    const [, name = '', state = '', parent = ''] = /^\d+ \((.*)\) (\S) (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return { name, state, parent: Number(parent) };
  } catch {
    return undefined; // It ended while we looked.
  }
}

const isAlive = (pid: number): boolean => !['Z', undefined].includes(statOf(pid)?.state);
const qemuOf = (pids: readonly number[]): number | undefined => pids.find((pid) => statOf(pid)?.name.startsWith('qemu-system'));

describe('a run on the virtual ZCU102', () => {
  test(
    'whose QEMU is killed in mid-run ends at once with a clear message, exit 3 and nothing left behind',
    async () => {
      let killed = false;
      const { exit, out, err, left } = await run(['--json'], (text, _, family) => {
        if (killed || !/ {2}ok /.test(text)) return;
        killed = true;
        process.kill(qemuOf(family()) ?? 0, 'SIGKILL');
      });
      expect({ exit, left }).toEqual({ exit: 3, left: [] });
      const record = readRecord(JSON_SHAPES.run.parse(JSON.parse(out)).runs[0]!.paths.folder);
      const broken = linesOf(record, 'test').filter(({ status }) => status === 'broken');
      expect(broken.length).toBeGreaterThan(50);
      expect(linesOf(record, 'test').filter(({ result }) => result === 'fail')).toEqual([]);
      expect(broken.at(-1)).toMatchObject({ reason: expect.stringMatching(/QEMU.*SIGKILL/s), error: { code: 'BoardUnavailable' } });
      expect(Math.max(...broken.slice(1).map(({ ms }) => ms))).toBeLessThan(1000);
      expect(linesOf(record, 'incident')).toMatchObject([{ what: 'power-lost', ok: false }]);
      expect(linesOf(record, 'end')).toHaveLength(1);
      expect(err).toMatch(/incident: power-lost/);
      expect(await lockOwner(lockKey(loadBoard(BOARD, ROOT), ROOT))).toBeUndefined();
    },
    3 * MINUTES,
  );

  test.each([
    ['while the board boots', /starting QEMU/],
    ['during a test', / {2}ok /],
  ])(
    'that is interrupted %s ends in exit 3 with QEMU gone and the record whole',
    async (_, moment) => {
      let sent = false;
      const { exit, out, left } = await run(['--json'], (text, child) => {
        if (sent || !moment.test(text)) return;
        sent = true;
        child.kill('SIGINT');
      });
      const [shown] = JSON_SHAPES.run.parse(JSON.parse(out)).runs;
      // A board that did not come up at all would look much the same.
      const broken = shown?.problems.filter(({ status }) => status === 'broken').map(({ reason }) => reason);
      expect({ sent, broken }).toEqual({ sent: true, broken: [] });
      expect({ exit, left }).toEqual({ exit: 3, left: [] });
      const record = readRecord(shown!.paths.folder);
      expect(linesOf(record, 'end')).toMatchObject([{ status: 'broken', reason: 'interrupted by SIGINT' }]);
      expect(await lockOwner(lockKey(loadBoard(BOARD, ROOT), ROOT))).toBeUndefined();
    },
    2 * MINUTES,
  );

  test(
    'whose command is killed outright leaves no QEMU running',
    async () => {
      let killed = false;
      let family: () => number[] = () => [];
      const { left } = await run([], (text, child, descended) => {
        if (killed || !text.includes('starting QEMU')) return;
        killed = true;
        family = descended;
        family();
        child.kill('SIGKILL');
      });
      const deadline = Date.now() + 30_000;
      while (left.some(isAlive) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 100));
      expect(left.filter(isAlive)).toEqual([]);
      expect(await lockOwner(lockKey(loadBoard(BOARD, ROOT), ROOT))).toBeUndefined();
    },
    2 * MINUTES,
  );
});
