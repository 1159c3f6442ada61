import { ConfigError } from '../../framework/errors/errors';
import { baselineOf, knownRun } from './baseline';
import type { Database } from './database';
import { direction, GATE, judge, leastP, type GateOptions, type Verdict } from './gate';
import { runsOf, seriesOf, type RunOfSeries } from './series';

export interface Compared {
  readonly id: string;
  readonly unit: string;
  /** Of the one measured against. */
  readonly was: number;
  readonly now: number;
  readonly verdict: Verdict;
  readonly p?: number;
}

export interface Comparison {
  readonly board: string;
  readonly emulated: boolean;
  /** What it is measured against: runs of the baseline, or one run. */
  readonly was: readonly string[];
  readonly now: readonly string[];
  readonly measurements: readonly Compared[];
  /** Measured there and not here, and the other way round. */
  readonly gone: readonly string[];
  readonly added: readonly string[];
  /** Runs of now that are wanted at least before chance can be told from a difference; 0: there are enough. */
  readonly runsWanted: number;
}

/** Runs of now that are looked at together: the latest of the same profile up to the one named. */
export const WINDOW = 5;

/** A run, with those just before it, against the baseline of its board. */
export async function againstBaseline(database: Database, id: string, options: GateOptions = GATE, window = WINDOW): Promise<Comparison> {
  const run = await knownRun(database, id);
  const baseline = await baselineOf(database, run.board);
  if (baseline.length === 0)
    throw new ConfigError(`board '${run.board}' has no baseline`, {
      fix: `choose good runs: 'amp-hil baseline set RUN RUN …', five or more`,
    });
  const reference = new Set(baseline.map(({ id: one }) => one));
  const latest = await runsOf(database, { board: run.board, last: window + baseline.length, profile: run.profile, upTo: id });
  const now = latest.filter(({ id: one }) => !reference.has(one)).slice(-window);
  return {
    ...(await compared(database, run.board, baseline, now, (unit, was, is) => judge(unit, was, is, options))),
    emulated: run.emulated ?? false,
    runsWanted: wanted(baseline.length, now.length, options.alpha),
  };
}

/** Two runs of one board: their medians differ when they are `effect` apart and the intervals that hold them do not touch. */
export async function betweenRuns(database: Database, a: string, b: string, { effect }: GateOptions = GATE): Promise<Comparison> {
  const [was, now] = [await knownRun(database, a), await knownRun(database, b)];
  if (was.board !== now.board)
    throw new ConfigError(`run ${a} is of board '${was.board}', run ${b} of '${now.board}'`, { fix: 'compare runs of one board' });
  const intervals = await intervalsOf(database, was.board, [a, b]);
  return {
    ...(await compared(database, was.board, [was], [now], (unit, [x = 0], [y = 0], id) => {
      const found = { baseline: x, now: y };
      if (Math.abs(y - x) < effect * Math.abs(x) || x === y) return { verdict: 'same', ...found };
      const [ia, ib] = [intervals.get(`${a} ${id}`), intervals.get(`${b} ${id}`)];
      if (ia === undefined || ib === undefined) return { verdict: 'unsure', ...found };
      return { verdict: ia.high < ib.low || ib.high < ia.low ? direction(unit, y - x) : 'unsure', ...found };
    })),
    emulated: now.emulated ?? false,
    runsWanted: 0,
  };
}

type Judge = (unit: string, was: readonly number[], now: readonly number[], id: string) => ReturnType<typeof judge>;

async function compared(
  database: Database,
  board: string,
  was: readonly RunOfSeries[],
  now: readonly RunOfSeries[],
  how: Judge,
): Promise<Omit<Comparison, 'emulated' | 'runsWanted'>> {
  const before = new Map((await seriesOf(database, board, was)).map((series) => [series.id, series]));
  const after = new Map((await seriesOf(database, board, now)).map((series) => [series.id, series]));
  const measurements = [...after.values()].flatMap(({ id, unit, points }): Compared[] => {
    const reference = before.get(id);
    if (reference?.unit !== unit) return [];
    const {
      verdict,
      baseline,
      now: is,
      p,
    } = how(
      unit,
      reference.points.map(({ median }) => median),
      points.map(({ median }) => median),
      id,
    );
    return [{ id, unit, was: baseline, now: is, verdict, ...(p !== undefined && { p }) }];
  });
  const taken = new Set(measurements.map(({ id }) => id));
  return {
    board,
    was: was.map(({ id }) => id),
    now: now.map(({ id }) => id),
    measurements,
    gone: [...before.keys()].filter((id) => !taken.has(id)),
    added: [...after.keys()].filter((id) => !taken.has(id)),
  };
}

async function intervalsOf(
  database: Database,
  board: string,
  runs: readonly string[],
): Promise<Map<string, { low: number; high: number }>> {
  const rows = await database.query<{ run: string; id: string; low: number; high: number }>(
    'SELECT run, id, low, high FROM measurement WHERE board = $1 AND run = ANY($2) AND low IS NOT NULL AND high IS NOT NULL',
    [board, [...runs]],
  );
  return new Map(rows.map(({ run, id, low, high }) => [`${run} ${id}`, { low, high }]));
}

/** The least number of runs of now with which the rank test can speak at all, where the present number is too small; else 0. */
function wanted(baseline: number, now: number, alpha: number): number {
  if (leastP(baseline, now) <= alpha) return 0;
  let runs = now + 1;
  while (leastP(baseline, runs) > alpha && runs < 1000) runs++;
  return runs;
}
