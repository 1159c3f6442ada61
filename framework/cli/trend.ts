import { InvalidArgumentError, Option } from 'commander';
import type { Series } from '../../reports/history/series';
import { changeText, figure } from '../../reports/summary/measurements';
import { table } from '../../reports/summary/table';
import { EXIT } from '../record/exit-status';
import { PROFILES, type Profile } from '../record/schema';
import { oneLine } from '../record/visible';
import type { TrendJson } from './history-json';
import { jsonText } from './json-text';
import { boardOption, jsonOption, outOption, wholeNumber } from './options';
import type { AddCommand } from './program';
import { withHistory } from './with-history';

interface TrendOptions {
  board: string;
  measure: string;
  last: bigint;
  profile?: Profile;
  out?: string;
  json?: true;
}

const LAST = 30n;
const MOST = 2000n;
const BARS = '▁▂▃▄▅▆▇█';
/** Bars of a row: the latest. */
const SHOWN = 20;

export const addTrend: AddCommand = (program, context, finish) => {
  program
    .command('trend')
    .description("a board's measurements over its runs, with the runs where one changed its level")
    .addOption(boardOption(context))
    .option('--measure <M>', 'only this measurement; * stands for any part of a name', '*')
    .addOption(new Option('--last <N>', 'runs at the most, the latest').default(LAST, String(LAST)).argParser(runCount))
    .addOption(new Option('--profile <name>', 'only runs of it (default: of all)').choices(PROFILES))
    .addOption(outOption('where runs are kept'))
    .addOption(jsonOption())
    .action(async ({ board, measure, last, profile, out, json }: TrendOptions) => {
      const name = context.loadBoard(board).name;
      const found = await withHistory(context, out, async ({ database }): Promise<TrendJson> => {
        // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded with the database
        const { runsOf, seriesOf } = require('../../reports/history/series') as typeof import('../../reports/history/series');
        const runs = await runsOf(database, { board: name, last: Number(last), profile });
        return { board: name, runs, measurements: (await seriesOf(database, name, runs, measure)).map(withChanges) };
      });
      context.out(json ? jsonText(found) : trendText(found));
      finish(EXIT.pass);
    });
};

function runCount(text: string): bigint {
  const count = wholeNumber(MOST)(text);
  if (count === 0n) throw new InvalidArgumentError('At least 1 is wanted.');
  return count;
}

function withChanges({ id, unit, points }: Series): TrendJson['measurements'][number] {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- as above
  const { changePoints } = require('../../reports/history/change-points') as typeof import('../../reports/history/change-points');
  const changes = changePoints(points.map(({ median }) => median)).map(({ at, before, after }) => ({
    run: points[at]?.run ?? '',
    before,
    after,
  }));
  return { id, unit, points: [...points], changes };
}

function trendText({ board, runs, measurements }: TrendJson): string {
  const emulated = runs.some((run) => run.emulated === true) ? ' [emulated]' : '';
  if (runs.length === 0) return `no runs of board '${board}' in the history; 'npx amp-hil run -b ${board}' makes one\n`;
  const rows = measurements.map(({ id, unit, points, changes }) => {
    const medians = points.map(({ median }) => median);
    return [
      id,
      oneLine(unit),
      String(points.length),
      figure(medians[0] ?? Number.NaN),
      figure(medians.at(-1) ?? Number.NaN),
      bars(medians.slice(-SHOWN)),
      changes.map(({ run, before, after }) => `${changeText(before, after)} at ${oneLine(run)}`).join(', '),
    ];
  });
  const [first, last] = [oneLine(runs[0]?.id ?? ''), oneLine(runs.at(-1)?.id ?? '')];
  const head = `${board}${emulated}: ${runs.length} runs, ${first} to ${last}`;
  const heading = ['measurement', 'unit', 'runs', 'first', 'last', 'trend', 'changed'];
  return `${[head, ...table([heading, ...rows], [0, 1, 5, 6])].join('\n')}\n`;
}

function bars(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const step = (value: number): number => (high === low ? 3 : Math.round(((value - low) / (high - low)) * (BARS.length - 1)));
  return values.map((value) => BARS[step(value)]).join('');
}
