import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Database } from '../../reports/history/database';
import { runsOf, seriesOf } from '../../reports/history/series';
import { PostgresServer } from '../../reports/history/test/postgres-server';
import { summarise } from '../../framework/throughput/sample';
import type { Figure } from './figure';

/** A trend's queries, as the command asks them: 30 runs of one board, one measurement of each. In a history of many runs of many boards. */

const ROUNDS = 9;
const MEASUREMENTS = 100;
/** Boards and runs of each: 100 k and 10 M rows. */
const SIZES = { pglite: { boards: 4, runs: 250, ms: 500 }, postgres: { boards: 50, runs: 2000, ms: 200 } } as const;

export async function historyFigures(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'amp-hil-bench-'));
  const server = await PostgresServer.create();
  try {
    return [
      await trendFigure('PGlite', await openDatabase({ runsFolder: folder, url: undefined }), SIZES.pglite),
      await trendFigure('PostgreSQL', await openDatabase({ runsFolder: folder, url: server.url, statementMs: 0 }), SIZES.postgres),
    ];
  } finally {
    await server.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function trendFigure(
  name: string,
  database: Database,
  { boards, runs, ms }: { boards: number; runs: number; ms: number },
): Promise<Figure> {
  try {
    const rows = boards * runs * MEASUREMENTS;
    process.stderr.write(`${name}: ${rows / 1e6} M rows are made\n`);
    await database.query(
      `INSERT INTO run (id, board, started, profile, seed, emulated, faults, exit, pass, fail, broken, skipped, lines, digest, folder, bytes)
       SELECT 'run-' || lpad(r::text, 6, '0'), 'board-' || b, timestamptz '2020-01-01' + r * interval '1 day', 'nightly', 1, true, '',
         0, 1, 0, 0, 0, 1, '', '', 1 FROM generate_series(1, ${boards}) b, generate_series(1, ${runs}) r`,
    );
    await database.query(
      `INSERT INTO measurement SELECT 'run-' || lpad(r::text, 6, '0'), 'board-' || b, 'linux.read.32.' || m, 'MB/s', 100 + r % 7, NULL, NULL, 9, 'none'
         FROM generate_series(1, ${boards}) b, generate_series(1, ${runs}) r, generate_series(1, ${MEASUREMENTS}) m`,
    );
    await database.query('ANALYZE');
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now();
      const board = `board-${1 + (round % boards)}`;
      const [series] = await seriesOf(database, board, await runsOf(database, { board, last: 30 }), 'linux.read.32.64');
      times.push(performance.now() - start);
      if (series?.points.length !== 30) throw new Error(`${name}: the series has ${series?.points.length ?? 0} points`);
    }
    const { median, quantiles } = summarise(times);
    return {
      what: `${name}: trend of one measurement in ${rows / 1e6} M rows`,
      value: `median ${median.toFixed(1)} ms, most ${quantiles.max.toFixed(1)} ms of ${ROUNDS}, the first included`,
      limit: `≤ ${ms} ms`,
      ok: quantiles.max <= ms,
    };
  } finally {
    await database.close();
  }
}
