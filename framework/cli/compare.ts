import type { Comparison } from '../../reports/history/compare';
import { changeText, figure } from '../../reports/summary/measurements';
import { table } from '../../reports/summary/table';
import { EXIT } from '../record/exit-status';
import { oneLine } from '../record/visible';
import { jsonText } from './json-text';
import { jsonOption, outOption } from './options';
import type { AddCommand } from './program';
import { withHistory } from './with-history';

interface CompareOptions {
  measure: string;
  out?: string;
  json?: true;
}

export const addCompare: AddCommand = (program, context, finish) => {
  program
    .command('compare')
    .description(
      "two runs of a board; or a run, with those just before it, against the board's baseline: exit 1 when more of it is worse than chance makes, 3 when nothing could be told",
    )
    .argument('<RUN>', 'id of the run that is looked at; of two, of the earlier one')
    .argument('[LATER]', 'id of the later run')
    .option('--measure <M>', 'only this measurement; * stands for any part of a name', '*')
    .addOption(outOption('where runs are kept'))
    .addOption(jsonOption())
    .action(async (run: string, later: string | undefined, { measure: like, out, json }: CompareOptions) => {
      const found = await withHistory(context, out, async ({ database }) => {
        // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded with the database
        const { againstBaseline, betweenRuns } = require('../../reports/history/compare') as typeof import('../../reports/history/compare');
        return later === undefined ? againstBaseline(database, run, { like }) : betweenRuns(database, run, later, { like });
      });
      context.out(json ? jsonText(found) : comparisonText(found, later === undefined));
      finish(later === undefined ? gateExit(found) : EXIT.pass);
    });
};

/** Probability of so many worse where nothing changed, above which they are no finding. */
const CHANCE = 0.01;

function gateExit({ measurements, runsWanted }: Comparison): number {
  if (measurements.length === 0 || runsWanted > 0) return EXIT.broken;
  return chanceOf(measurements).chance <= CHANCE ? EXIT.fail : EXIT.pass;
}

/** How many are worse, and the probability of so many where nothing changed. */
function chanceOf(measurements: Comparison['measurements']): { worse: number; chance: number } {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded with the database
  const { byChance } = require('../../reports/history/gate') as typeof import('../../reports/history/gate');
  const worse = measurements.filter(({ verdict }) => verdict === 'worse').length;
  return { worse, chance: byChance(worse, measurements.length) };
}

const NOTABLE = ['worse', 'changed', 'unsure', 'better'] as const;

/** What differs, worst first; all that is the same is one number. */
function comparisonText(found: Comparison, gate: boolean): string {
  const { measurements, was, now, gone, added, runsWanted } = found;
  const emulated = found.emulated ? ' [emulated]' : '';
  const rows = NOTABLE.flatMap((verdict) =>
    measurements
      .filter((one) => one.verdict === verdict)
      .map(({ id, unit, was: before, now: after, p }) => [
        ...[verdict, id, figure(before), figure(after), oneLine(unit), changeText(before, after)],
        p === undefined ? '' : p.toPrecision(2),
      ]),
  );
  const counts = (['same', ...NOTABLE] as const).map(
    (verdict) => `${measurements.filter((one) => one.verdict === verdict).length} ${verdict}`,
  );
  return `${[
    `${found.board}${emulated}: ${now.join(', ') || 'no run'} against ${gate ? 'the baseline ' : ''}${was.join(', ')}`,
    ...(rows.length > 0 ? table([['', 'measurement', 'was', 'now', 'unit', 'change', gate ? 'p' : ''], ...rows], [0, 1, 4]) : []),
    counts.join(', '),
    ...(gate && runsWanted === 0 ? [chanceText(measurements)] : []),
    ...listed('no longer measured', gone),
    ...listed('measured now, not then', added),
    ...(runsWanted > 0 ? [`${now.length} run(s) are too few to tell a difference from chance: ${runsWanted} are needed`] : []),
  ].join('\n')}\n`;
}

function chanceText(measurements: Comparison['measurements']): string {
  const { worse, chance } = chanceOf(measurements);
  if (worse === 0) return 'nothing is worse';
  const what = `${worse} of ${measurements.length} worse: chance makes as many in ${(100 * chance).toPrecision(2)} % of comparisons in which nothing changed`;
  return chance <= CHANCE ? `${what}: a regression` : `${what}: not called a regression; --measure looks at fewer`;
}

function listed(what: string, ids: readonly string[]): string[] {
  if (ids.length === 0) return [];
  return [`${what}: ${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ` and ${ids.length - 5} more` : ''}`];
}
