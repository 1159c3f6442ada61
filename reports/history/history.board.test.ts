/** @jest-environment ./reports/history/test/environment.ts */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { baselineOf, clearBaseline, setBaseline } from './baseline';
import { againstBaseline, betweenRuns } from './compare';
import { openDatabase, type Database } from './database';
import { ingest, ingestFolder } from './ingest';
import { runsOf, seriesOf } from './series';
import { PostgresServer } from './test/postgres-server';
import { recordLines, runId, writeRun } from './test/sample-runs';

jest.mock('@electric-sql/pglite', () => (globalThis as unknown as { pglite: object }).pglite);

/** The same on both databases, each the real one. */

let server: PostgresServer;
beforeAll(async () => {
  server = await PostgresServer.create();
}, 120_000);
afterAll(() => server.remove());

describe.each(['PGlite', 'PostgreSQL'] as const)('a history in %s', (kind) => {
  let folder: string;
  let database: Database;
  // Making an embedded one takes seconds: all tests share it, each with its tables empty.
  let shared: string;
  beforeAll(async () => {
    shared = mkdtempSync(join(tmpdir(), 'amp-hil-history-'));
    database = await openDatabase({ runsFolder: shared, url: kind === 'PGlite' ? undefined : server.url });
  }, 120_000);
  afterAll(async () => {
    await database.close();
    rmSync(shared, { recursive: true, force: true });
  });
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'amp-hil-runs-'));
    for (const table of ['baseline', 'measurement', 'run']) await database.query(`DELETE FROM ${table}`);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const medians = { 'linux.read.32.4096': 100, 'r5.read.32.4096': 50 };
  const counts = async (): Promise<unknown> =>
    (await database.query('SELECT (SELECT count(*)::int FROM run) AS runs, (SELECT count(*)::int FROM measurement) AS measurements'))[0];

  test('takes a run once: the same record a second time changes nothing', async () => {
    const run = writeRun(folder, { id: runId(0), medians });
    expect(await ingest(database, run)).toEqual({ run: runId(0), board: 'sim', taken: 'new' });
    const rows = await database.query('SELECT * FROM measurement ORDER BY id');
    expect((await ingest(database, run)).taken).toBe('unchanged');
    expect(await database.query('SELECT * FROM measurement ORDER BY id')).toEqual(rows);
    expect(await counts()).toEqual({ runs: 1, measurements: 2 });
  });

  test('takes what a run had not written yet the next time, and a record that was put right', async () => {
    writeRun(folder, { id: runId(0), medians: { 'linux.read.32.64': 1 }, ended: false });
    await ingestFolder(database, folder);
    writeRun(folder, { id: runId(0), medians: { 'linux.read.32.64': 1, ...medians } });
    expect((await ingestFolder(database, folder)).ingested).toEqual([{ run: runId(0), board: 'sim', taken: 'changed' }]);
    expect(await counts()).toEqual({ runs: 1, measurements: 3 });
    expect((await ingestFolder(database, folder)).ingested).toEqual([]);
    writeRun(folder, { id: runId(0), medians: { 'linux.read.32.64': 22, ...medians } });
    expect((await ingestFolder(database, folder)).ingested).toMatchObject([{ taken: 'changed' }]);
    expect(await database.query("SELECT median FROM measurement WHERE id = 'linux.read.32.64'")).toEqual([{ median: 22 }]);
  });

  test('keeps what it has of a run whose record has lost lines since, and says so', async () => {
    writeRun(folder, { id: runId(0), medians });
    await ingestFolder(database, folder);
    writeRun(folder, { id: runId(0), medians: {}, ended: false });
    expect((await ingestFolder(database, folder)).refused).toMatchObject([
      { reason: expect.stringMatching(/has fewer lines than were taken/) },
    ]);
    expect(await counts()).toEqual({ runs: 1, measurements: 2 });
  });

  test('reads a record once, also in a folder of another name', async () => {
    const lines = recordLines({ id: runId(0), medians });
    writeRun(folder, { id: 'renamed', medians }, lines);
    await ingestFolder(database, folder);
    expect(await ingestFolder(database, folder)).toEqual({ ingested: [], refused: [] });
  });

  test('names a record with what no database takes, and takes the others', async () => {
    writeRun(
      folder,
      { id: runId(0), medians },
      recordLines({ id: runId(0), medians }).map((line) => line.replaceAll('MB/s', 'MB\\u0000')),
    );
    writeRun(folder, { id: runId(1), medians });
    const { ingested, refused } = await ingestFolder(database, folder);
    expect(ingested.map(({ run }) => run)).toEqual([runId(1)]);
    expect(refused).toMatchObject([{ reason: expect.stringMatching(/has what no database takes: .*\n {2}fix: leave this run out/) }]);
    expect(await counts()).toEqual({ runs: 1, measurements: 2 });
  });

  test('puts lines right that are there twice or in another order', async () => {
    const lines = recordLines({ id: runId(0), medians });
    const [first = '', ...rest] = lines;
    await ingest(database, writeRun(folder, { id: runId(0), medians }, [first, ...rest.reverse(), ...rest]));
    expect(await counts()).toEqual({ runs: 1, measurements: 2 });
  });

  test('names each record that cannot be read, and takes the others', async () => {
    const bad = (n: number, change: (lines: string[]) => string[]): string =>
      writeRun(folder, { id: runId(n), medians }, change(recordLines({ id: runId(n), medians })));
    writeRun(folder, { id: runId(0), medians });
    bad(1, (lines) => [...lines.slice(0, 3), (lines[3] ?? '').slice(0, 40), ...lines.slice(4)]);
    bad(2, (lines) => [...lines, (lines[2] ?? '').replace('100', '101')]);
    bad(3, (lines) => lines.filter((_, i) => i !== 2));
    bad(4, (lines) => lines.map((line) => line.replace('"schema":1', '"schema":2')));
    bad(5, (lines) => lines.map((line) => line.replace('"type":"rig"', '"type":"rug"')));
    writeRun(folder, { id: runId(6), medians });
    const { ingested, refused } = await ingestFolder(database, folder);
    expect(ingested.map(({ run }) => run)).toEqual([runId(0), runId(6)]);
    expect(refused.map(({ reason }) => reason.replaceAll(folder, ''))).toEqual([
      expect.stringMatching(/run\.jsonl.*line 4/),
      expect.stringMatching(/two lines of board 'sim' with seq 2 that differ/),
      expect.stringMatching(/no line of board 'sim' with seq 2/),
      expect.stringMatching(/line 1.*schema/s),
      expect.stringMatching(/line 2.*type/s),
    ]);
    expect(await counts()).toEqual({ runs: 2, measurements: 4 });
  });

  test('takes all of a run or nothing', async () => {
    const failing: Database = {
      ...database,
      transaction: (work) =>
        database.transaction((inner) =>
          work({
            query: (sql, parameters) =>
              sql.includes('INSERT INTO measurement') ? Promise.reject(new Error('the disk is full')) : inner.query(sql, parameters),
          }),
        ),
    };
    const run = writeRun(folder, { id: runId(0), medians });
    await expect(ingest(failing, run)).rejects.toThrow('the disk is full');
    expect(await counts()).toEqual({ runs: 0, measurements: 0 });
    expect((await ingest(database, run)).taken).toBe('new');
  });

  test('gives the series of a board: the latest runs, oldest first, by profile, without those that were broken on purpose', async () => {
    for (let n = 0; n < 6; n++) writeRun(folder, { id: runId(n), medians: { 'linux.read.32.64': n, 'linux.write.32.64': 2 * n } });
    writeRun(folder, { id: runId(6), medians: { 'linux.read.32.64': 99 }, faults: ['stuck-bit=7'] });
    writeRun(folder, { id: runId(7), medians: { 'linux.read.32.64': 77 }, profile: 'smoke' });
    await ingestFolder(database, folder);
    const runs = await runsOf(database, { board: 'sim', last: 4, profile: 'nightly' });
    expect(runs.map(({ id }) => id)).toEqual([2, 3, 4, 5].map(runId));
    expect(runs[0]).toEqual({ id: runId(2), started: '2026-11-01T00:02:00.000Z', profile: 'nightly', emulated: true });
    expect(await seriesOf(database, 'sim', runs, '*.read.*')).toEqual([
      { id: 'linux.read.32.64', unit: 'MB/s', points: [2, 3, 4, 5].map((n) => ({ run: runId(n), median: n })) },
    ]);
    expect(await seriesOf(database, 'sim', runs, 'linux_read%')).toEqual([]);
    expect((await runsOf(database, { board: 'sim', last: 9, upTo: runId(1) })).map(({ id }) => id)).toEqual([0, 1].map(runId));
    expect((await runsOf(database, { board: 'sim', last: 1 })).map(({ id }) => id)).toEqual([runId(7)]);
  });

  test('finds a measurement that has become worse against the baseline, and says so of no other', async () => {
    for (let n = 0; n < 10; n++)
      writeRun(folder, { id: runId(n), medians: { 'linux.read.32.64': (n < 5 ? 100 : 80) + n / 10, 'linux.write.32.64': 50 + n / 10 } });
    await ingestFolder(database, folder);
    expect(await setBaseline(database, [0, 1, 2, 3, 4].map(runId))).toEqual([{ board: 'sim', runs: [0, 1, 2, 3, 4].map(runId) }]);
    const found = await againstBaseline(database, runId(9));
    expect(found).toMatchObject({ now: [5, 6, 7, 8, 9].map(runId), runsWanted: 0, emulated: true, gone: [], added: [] });
    expect(found.measurements).toEqual([
      { id: 'linux.read.32.64', unit: 'MB/s', was: 100.2, now: 80.7, verdict: 'worse', p: 2 / 252 },
      { id: 'linux.write.32.64', unit: 'MB/s', was: 50.2, now: 50.7, verdict: 'same' },
    ]);
    const early = await againstBaseline(database, runId(6));
    expect(early).toMatchObject({ now: [5, 6].map(runId), runsWanted: 5 });
    const one = await againstBaseline(database, runId(9), { like: '*.write.*' });
    expect(one.measurements.map(({ id }) => id)).toEqual(['linux.write.32.64']);
    expect(early.measurements.map(({ verdict }) => verdict)).toEqual(['unsure', 'same']);
  });

  test('a baseline is replaced, shown and cleared, and runs that are not fit for one change nothing', async () => {
    for (let n = 0; n < 12; n++) writeRun(folder, { id: runId(n), medians });
    writeRun(folder, { id: runId(12), medians, profile: 'smoke' });
    writeRun(folder, { id: runId(13), medians, faults: ['stuck-bit=7'] });
    await ingestFolder(database, folder);
    const ids = (from: number): string[] => Array.from({ length: 5 }, (_, i) => runId(from + i));
    await setBaseline(database, ids(0));
    await setBaseline(database, ids(4));
    expect((await baselineOf(database, 'sim')).map(({ id }) => id)).toEqual(ids(4));
    for (const [wrong, message] of [
      [[...ids(0), 'nonsense'], /no run 'nonsense'/],
      [ids(0).slice(1), /4 run\(s\)\n {2}fix: give 5 to 50 sound runs/],
      [[...ids(0), runId(12)], /of profiles nightly and smoke/],
      [[...ids(0), runId(13)], new RegExp(`${runId(13)} was broken on purpose \\(stuck-bit=7\\)`)],
    ] as const)
      await expect(setBaseline(database, wrong)).rejects.toMatchObject({ code: 'ConfigError', message });
    expect((await baselineOf(database, 'sim')).map(({ id }) => id)).toEqual(ids(4));
    for (const [wrong, message] of [
      [0, /is not later than the baseline's last/],
      [8, /is not later than the baseline's last/],
      [12, /is of profile smoke, the baseline of nightly/],
      [13, /was broken on purpose/],
    ] as const)
      await expect(againstBaseline(database, runId(wrong))).rejects.toMatchObject({ code: 'ConfigError', message });
    expect(await clearBaseline(database, 'sim')).toBe(5);
    await expect(againstBaseline(database, runId(11))).rejects.toMatchObject({ code: 'ConfigError', message: /no baseline/ });
  });

  test('runs before the baseline say nothing of one behind it, and what that one does not measure is gone', async () => {
    const level = (n: number): number => (n < 5 ? 80 : 100) + n / 10;
    for (let n = 0; n < 15; n++)
      writeRun(folder, { id: runId(n), medians: { 'linux.read.32.64': level(n), ...(n < 14 && { 'linux.write.32.64': 1 }) } });
    await ingestFolder(database, folder);
    await setBaseline(database, [5, 6, 7, 8, 9].map(runId));
    expect(await againstBaseline(database, runId(11))).toMatchObject({ now: [10, 11].map(runId) });
    expect(await againstBaseline(database, runId(14))).toMatchObject({
      ...{ now: [10, 11, 12, 13, 14].map(runId), gone: ['linux.write.32.64'] },
      measurements: [{ id: 'linux.read.32.64', verdict: 'same' }],
    });
  });

  test('two runs differ where the intervals of their medians do not touch', async () => {
    writeRun(folder, { id: runId(0), medians: { 'linux.read.32.64': 100, 'linux.write.32.64': 100, 'linux.copy-in.32.64': 1 } });
    writeRun(folder, { id: runId(1), medians: { 'linux.read.32.64': 90, 'linux.write.32.64': 98, 'r5.read.32.64': 1 } });
    await ingestFolder(database, folder);
    const found = await betweenRuns(database, runId(0), runId(1));
    expect(found.measurements.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['linux.read.32.64', 'worse'],
      ['linux.write.32.64', 'same'],
    ]);
    expect(found).toMatchObject({ gone: ['linux.copy-in.32.64'], added: ['r5.read.32.64'] });
  });
});

describe('a server', () => {
  test('whose history is of another version is refused and left as it is', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'amp-hil-runs-'));
    const database = await openDatabase({ runsFolder: folder, url: server.url });
    await database.query('UPDATE amp_hil_version SET version = 99');
    try {
      const again = openDatabase({ runsFolder: folder, url: server.url });
      await expect(again).rejects.toMatchObject({ code: 'ConfigError', message: /of version 99, this amp-hil knows version 1/ });
      expect(await database.query('SELECT version FROM amp_hil_version')).toEqual([{ version: 99 }]);
    } finally {
      await database.query('UPDATE amp_hil_version SET version = 1');
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('that goes away in mid-ingest is named without its password, and the rest is taken when it is back', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'amp-hil-runs-'));
    try {
      const names = Array.from({ length: 20 }, (_, i) => [`linux.read.32.${64 * (i + 1)}`, i + 1] as const);
      for (let n = 0; n < 60; n++) writeRun(folder, { id: runId(n), medians: Object.fromEntries(names) });
      const first = await openDatabase({ runsFolder: folder, url: server.url });
      let killed: Promise<void> | undefined;
      const error: unknown = await ingestFolder(first, folder, (done) => {
        if (done === 20) killed = server.kill();
      }).catch((cause: unknown) => cause);
      await killed;
      await first.close().catch(() => undefined);
      expect(error).toMatchObject({ code: 'HistoryUnavailable', message: /cannot be reached/ });
      expect(String(error)).not.toContain('secret');
      await expect(openDatabase({ runsFolder: folder, url: server.url })).rejects.toMatchObject({ code: 'HistoryUnavailable' });

      await server.start();
      const second = await openDatabase({ runsFolder: folder, url: server.url });
      try {
        await ingestFolder(second, folder);
        const [row] = await second.query<{ runs: number; measurements: number }>(
          `SELECT (SELECT count(*)::int FROM run) AS runs, (SELECT count(*)::int FROM measurement) AS measurements`,
        );
        expect(row).toEqual({ runs: 60, measurements: 1200 });
      } finally {
        await second.close();
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000);
});
