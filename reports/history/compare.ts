import { ConfigError } from '../../framework/errors/errors';
import { baselineOf, FEWEST, knownRun } from './baseline';
import type { Database } from './database';
import { direction, GATE, isSame, judge, leastP, type GateOptions, type Verdict } from './gate';
import { runsOf, seriesOf, type RunOfSeries, type StoredRun } from './series';

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

export interface CompareOptions {
  readonly gate?: GateOptions;
  /** Only these measurements; `*` stands for any part of a name. */
  readonly like?: string;
}

/** Runs of now that are looked at together: the latest of the same profile up to the one named. */
const WINDOW = 5;

/** A run, with those just before it, against the baseline of its board. */
export async function againstBaseline(
  database: Database,
  id: string,
  { gate = GATE, like = '*' }: CompareOptions = {},
): Promise<Comparison> {
  const run = await knownRun(database, id);
  const baseline = await baselineOf(database, run.board);
  const last = baseline.at(-1);
  if (last === undefined)
    throw new ConfigError(`board '${run.board}' has no baseline`, {
      fix: `choose ${FEWEST} good runs or more: 'amp-hil baseline set RUN RUN …'`,
    });
  checkComparable(run, last);
  const latest = await runsOf(database, { board: run.board, last: WINDOW, profile: run.profile, upTo: id, after: last.id });
  const sides = { board: run.board, was: baseline, now: latest, like };
  return {
    ...(await compared(database, sides, (unit, was, is) => judge(unit, was, is, gate))),
    emulated: run.emulated ?? false,
    runsWanted: wanted(baseline.length, latest.length, gate.alpha),
  };
}

/** Runs before the baseline's say nothing of what came after, and those of another profile measure otherwise. */
function checkComparable(run: StoredRun, last: RunOfSeries): void {
  const wrong =
    run.faults !== ''
      ? `was broken on purpose (${run.faults})`
      : run.profile !== last.profile
        ? `is of profile ${run.profile}, the baseline of ${last.profile}`
        : run.started <= last.started
          ? `is not later than the baseline's last, ${last.id}`
          : undefined;
  if (wrong !== undefined)
    throw new ConfigError(`run ${run.id} ${wrong}`, { fix: 'compare a later run of that profile, or set another baseline' });
}

/** Two runs of one board: their medians differ when they are `effect` apart and the intervals that hold them do not touch. */
export async function betweenRuns(
  database: Database,
  a: string,
  b: string,
  { gate: { effect } = GATE, like = '*' }: CompareOptions = {},
): Promise<Comparison> {
  const [was, now] = [await knownRun(database, a), await knownRun(database, b)];
  if (was.board !== now.board)
    throw new ConfigError(`run ${a} is of board '${was.board}', run ${b} of '${now.board}'`, { fix: 'compare runs of one board' });
  const intervals = await intervalsOf(database, was.board, [a, b]);
  return {
    ...(await compared(database, { board: was.board, was: [was], now: [now], like }, (unit, [x = 0], [y = 0], id) => {
      const found = { baseline: x, now: y };
      if (isSame(x, y, effect)) return { verdict: 'same', ...found };
      const [ia, ib] = [intervals.get(`${a} ${id}`), intervals.get(`${b} ${id}`)];
      if (ia === undefined || ib === undefined) return { verdict: 'unsure', ...found };
      return { verdict: ia.high < ib.low || ib.high < ia.low ? direction(unit, y - x) : 'unsure', ...found };
    })),
    emulated: now.emulated ?? false,
    runsWanted: 0,
  };
}

type Judge = (unit: string, was: readonly number[], now: readonly number[], id: string) => ReturnType<typeof judge>;

interface Sides {
  readonly board: string;
  readonly was: readonly RunOfSeries[];
  /** The last is the one that is looked at: what it did not measure is gone, whatever those before it did. */
  readonly now: readonly RunOfSeries[];
  readonly like: string;
}

async function compared(
  database: Database,
  { board, was, now, like }: Sides,
  how: Judge,
): Promise<Omit<Comparison, 'emulated' | 'runsWanted'>> {
  const latest = now.at(-1)?.id;
  const before = new Map((await seriesOf(database, board, was, like)).map((series) => [series.id, series]));
  const taken = (await seriesOf(database, board, now, like)).filter(({ points }) => points.at(-1)?.run === latest);
  const after = new Map(taken.map((series) => [series.id, series]));
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
  const judged = new Set(measurements.map(({ id }) => id));
  return {
    board,
    was: was.map(({ id }) => id),
    now: now.map(({ id }) => id),
    measurements,
    gone: [...before.keys()].filter((id) => !judged.has(id)),
    added: [...after.keys()].filter((id) => !judged.has(id)),
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
