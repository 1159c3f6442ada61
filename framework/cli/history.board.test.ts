import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runId, writeRun } from '../../reports/history/test/sample-runs';
import { trendShape } from './history-json';

/** The commands themselves, each a process, on an embedded history. */

const RUNS = 80;
const MINUTE = 60_000;
const MEASUREMENTS = 40;

describe('the history of a folder of runs', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'amp-hil-runs-'));
    for (let n = 0; n < RUNS; n++) {
      const level = n < RUNS / 2 ? 100 : 80;
      const medians = Array.from({ length: MEASUREMENTS }, (_, i) => [`linux.read.32.${64 * (i + 1)}`, level + (n % 5)] as const);
      writeRun(folder, { id: runId(n), medians: Object.fromEntries(medians) });
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test(
    'is whole after an ingest that was killed in the middle, when it is asked for again',
    async () => {
      const first = start('ingest', '--out', folder);
      await said(first, /run 26 of/);
      first.kill('SIGKILL');
      await once(first, 'exit');

      const { exit, out, err } = await result(start('ingest', '--out', folder));
      expect({ exit, err: err.replace(/^history: run \d+ of \d+ that it does not have yet\n/gm, '') }).toEqual({ exit: 0, err: '' });
      const taken = Number(/: (\d+) new, 0 changed, 0 left out/.exec(out)?.[1]);
      // Some were in it already, and nothing had to be made anew.
      expect(taken).toBeGreaterThan(0);
      expect(taken).toBeLessThanOrEqual(RUNS - 20);

      const { out: json } = await result(start('trend', '--out', folder, '--last', '1000', '--json'));
      const trend = trendShape.parse(JSON.parse(json));
      expect(trend.runs.map(({ id }) => id)).toEqual(Array.from({ length: RUNS }, (_, n) => runId(n)));
      expect(trend.measurements.map(({ points }) => points.length)).toEqual(Array.from({ length: MEASUREMENTS }, () => RUNS));
      expect(trend.measurements[0]?.changes).toEqual([{ run: runId(RUNS / 2), before: 102, after: 82 }]);
    },
    MINUTE,
  );

  test(
    'is one process at a time: those that come at once wait for each other',
    async () => {
      const all = await Promise.all([1, 2, 3].map(() => result(start('ingest', '--out', folder))));
      expect(all).toEqual([1, 2, 3].map(() => ({ exit: 0, out: expect.stringMatching(/: 0 new, 0 changed, 0 left out\n$/), err: '' })));
    },
    MINUTE,
  );

  test(
    'shows a change on a line that one can read, labelled as emulated',
    async () => {
      const { out } = await result(start('trend', '--out', folder, '--measure', 'linux.read.32.64', '--last', '40'));
      const lines = out.split('\n');
      expect(lines[0]).toBe(`sim [emulated]: 40 runs, ${runId(40)} to ${runId(79)}`);
      expect(lines[2]).toMatch(/^linux\.read\.32\.64 +MB\/s +40 +80\.0 +84\.0 +[▁▂▃▄▅▆▇█]{20}$/);
    },
    MINUTE,
  );

  test(
    'gates a run against a baseline: exit 1 where it is worse, 0 where it is not, 2 for a run that there is none of',
    async () => {
      const ids = (from: number): string[] => Array.from({ length: 5 }, (_, i) => runId(from + i));
      expect((await result(start('baseline', 'set', ...ids(30), '--out', folder))).out).toBe(
        `sim: baseline of 5 run(s): ${ids(30).join(', ')}\n`,
      );
      const worse = await result(start('compare', runId(60), '--out', folder));
      expect(worse.exit).toBe(1);
      expect(worse.out).toMatch(/^worse +linux\.read\.32\.64 +102 +82\.0 +MB\/s +-19\.6 % +0\.0079$/m);
      expect(worse.out).toMatch(/^40 of 40 worse: chance makes as many in .* % of comparisons in which nothing changed: a regression$/m);
      expect((await result(start('compare', runId(39), '--out', folder))).exit).toBe(0);
      // Too few to tell: no pass.
      expect((await result(start('compare', runId(36), '--out', folder))).exit).toBe(3);
      const none = await result(start('compare', '20260101-0000-0000', '--out', folder));
      expect(none).toMatchObject({ exit: 2, err: expect.stringMatching(/no run '20260101-0000-0000'/) });
    },
    MINUTE,
  );

  test(
    'that cannot be opened is named, with what to do',
    async () => {
      const child = start('trend', '--out', folder, { AMP_HIL_DATABASE_URL: 'postgres://lab:secret@127.0.0.1:1/history' });
      const { exit, err } = await result(child);
      expect(exit).toBe(3);
      expect(err).toMatch(
        /HistoryUnavailable: the history at postgres:\/\/127\.0\.0\.1:1\/history cannot be reached: .*\n {2}fix: see AMP_HIL_DATABASE_URL/,
      );
    },
    MINUTE,
  );
});

function start(...words: (string | NodeJS.ProcessEnv)[]): ChildProcess {
  const args = words.filter((word) => typeof word === 'string');
  const env = Object.assign(
    { ...process.env, AMP_HIL_DATABASE_URL: '' },
    ...words.filter((word) => typeof word !== 'string'),
  ) as NodeJS.ProcessEnv;
  return spawn(process.execPath, [join(__dirname, 'amp-hil.js'), ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function result(child: ChildProcess): Promise<{ exit: number | null; out: string; err: string }> {
  const texts = { out: '', err: '' };
  child.stdout?.on('data', (chunk: Buffer) => (texts.out += String(chunk)));
  child.stderr?.on('data', (chunk: Buffer) => (texts.err += String(chunk)));
  await once(child, 'close');
  return { exit: child.exitCode, ...texts };
}

async function said(child: ChildProcess, what: RegExp): Promise<void> {
  let text = '';
  for await (const chunk of child.stderr ?? []) if (what.test((text += String(chunk)))) return;
  throw new Error(`it ended and said only: ${text}`);
}
