import type { MeasurementLine, TestLine } from '../../framework/record/schema';
import type { RunView } from '../view/run-view';
import { skipReasons } from '../view/skips';
import { suiteRows, suiteTitle } from '../view/suites';
import { oneLine } from '../../framework/record/visible';
import { counterLines } from './counters';
import { figure, limitsText } from './measurements';
import { orderingLines } from './ordering';
import { paint, type Paint } from './paint';
import { table } from './table';

/** Where the run's files are, as they are to be shown. */
export interface ReportPaths {
  readonly record: string;
  /** The page of the run. */
  readonly html: string;
  /** The page to sign. */
  readonly certificate: string;
  readonly allure: string;
  readonly junit: string;
  /** Log file by peer. */
  readonly consoles: Readonly<Record<string, string>>;
}

const MOST_PROBLEMS = 5;
/** Of a reason: a mismatch with both its 64-bit values and its cause fits. */
const MESSAGE = 560;
const MOST_MEASUREMENTS = 14;

/** The run on one screen. */
export function renderSummary(view: RunView, paths: ReportPaths, colour = false): string {
  const p = paint(colour);
  const sections = [
    head(view, p),
    suites(view, p),
    measurements(view, p),
    orderingLines(view.litmus, view.rig?.emulated === true),
    counterLines(view.counters, view.rig?.emulated === true),
    problems(view, p),
    skips(view),
    incidents(view),
    foot(view, paths, p),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function head({ run, rig, board }: RunView, p: Paint): string[] {
  const label = rig?.emulated ? ` ${p.yellow('[emulated]')}` : '';
  const first = `${p.bold(`amp-hil ${oneLine(run.id)}`)}  ${p.bold(oneLine(board))}${label}  profile ${run.profile}, seed ${run.seed}`;
  const faults = run.faults ?? [];
  const broken = faults.length === 0 ? [] : [p.yellow(`broken on purpose: ${oneLine(faults.join(', '), 300)}`)];
  if (!rig) return [first, ...broken, 'the board was not acquired'];
  return [
    first,
    ...broken,
    `kernel ${oneLine(rig.kernel, 60)}, firmware ${oneLine(rig.firmware, 40)}, commit ${oneLine(run.commit ?? 'unknown', 40)}`,
  ];
}

function suites(view: RunView, p: Paint): string[] {
  const row = (title: string, counts: RunView['counts'], ms: number): string[] => [
    title,
    ...[counts.pass, counts.fail, counts.broken, counts.skipped].map(String),
    `${(ms / 1000).toFixed(1)} s`,
  ];
  const rows = suiteRows(view.tests);
  const [header = '', ...lines] = table([
    ['suite', 'passed', 'failed', 'broken', 'skipped', 'time'],
    ...rows.map((suite) => row(oneLine(suite.title, 40), suite.counts, suite.ms)),
    ...(rows.length === 1 ? [] : [row('all', view.counts, view.duration)]),
  ]);
  return [p.dim(header), ...lines];
}

function measurements(view: RunView, p: Paint): string[] {
  if (view.measurements.length === 0) return [];
  const label = view.rig?.emulated ? '[emulated]' : '';
  // Those out of their limits first: they must not fall off the screen.
  const sorted = [...view.measurements].sort((a, b) => Number(b.result === 'fail') - Number(a.result === 'fail'));
  const shown = sorted.slice(0, MOST_MEASUREMENTS);
  const [header = '', ...lines] = table(
    [
      ['measurement', 'median', 'unit', 'p99', 'n', 'limit', ''],
      ...shown.map((m) => [
        m.id,
        figure(m.median),
        oneLine(m.unit, 20),
        m.quantiles['p99'] === undefined ? '' : figure(m.quantiles['p99']),
        String(m.n),
        `${limitsText(m.limits)}${m.result === 'fail' ? ' FAIL' : ''}`,
        label,
      ]),
    ],
    [0, 2, 5, 6],
  );
  return [
    p.dim(header),
    ...lines.map((line, i) => (shown[i]?.result === 'fail' ? p.red(line) : line)),
    ...more(sorted.length - shown.length, 'measurements'),
    ...precisionLine(view.measurements),
  ];
}

/** Of those that were repeated until their median was known well enough. */
function precisionLine(measurements: readonly MeasurementLine[]): string[] {
  const repeated = measurements.flatMap(({ precision }) => (precision ? [precision] : []));
  const missed = repeated.filter(({ reached }) => !reached);
  if (missed.length === 0) return [];
  const wanted = missed.reduce((most, precision) => Math.max(most, precision.wanted), 0);
  return [
    `${missed.length} of ${repeated.length} medians are not known to ${figure(wanted * 100)} %: the cap of samples or time came first`,
  ];
}

function problems(view: RunView, p: Paint): string[] {
  const bad = view.tests.filter((test) => test.result === 'fail' || test.status === 'broken');
  const groups = sameProblem([...bad.filter((t) => t.result === 'fail'), ...bad.filter((t) => t.status === 'broken')]);
  const shown = groups.slice(0, MOST_PROBLEMS);
  const left = groups.slice(MOST_PROBLEMS).flat().length;
  return [...shown.flatMap((tests) => problem(tests, p)), ...more(left, 'failed or broken tests')];
}

/** Tests that ended for one and the same reason, as all do when a board is lost, in the order of their first. */
function sameProblem(tests: readonly TestLine[]): TestLine[][] {
  const groups = new Map<string, TestLine[]>();
  for (const test of tests) {
    const key = JSON.stringify([test.status, test.suite, problemText(test)]);
    const group = groups.get(key);
    if (group) group.push(test);
    else groups.set(key, [test]);
  }
  return [...groups.values()];
}

function problemText(test: TestLine): string {
  return test.error?.message ?? test.reason ?? '';
}

function problem([test, ...others]: readonly TestLine[], p: Paint): string[] {
  if (test === undefined) return [];
  const word = test.status === 'broken' ? p.yellow('BROKEN') : p.red('FAILED');
  const [message = '', fix] = problemText(test).split(/\n\s*fix: /);
  const prefix = test.error && !message.includes(test.error.code) ? `${test.error.code}: ` : '';
  const lines = [`${word} ${oneLine(suiteTitle(test))}: ${oneLine(test.name, 160)}`];
  if (others.length > 0) lines.push(`       and ${others.length} more tests of this suite, for the same reason`);
  if (message !== '') lines.push(`       ${oneLine(prefix + message, MESSAGE)}`);
  if (fix !== undefined) lines.push(`       fix: ${oneLine(fix, 300)}`);
  return lines;
}

function skips({ tests }: RunView): string[] {
  const reasons = skipReasons(tests, 160);
  const shown = reasons.slice(0, MOST_PROBLEMS);
  return [...shown.map(([reason, n]) => `skipped ${n}: ${reason}`), ...more(reasons.length - shown.length, 'reasons of skips')];
}

function incidents({ incidents: all }: RunView): string[] {
  const shown = all.slice(0, MOST_PROBLEMS);
  return [
    ...shown.map(
      (i) =>
        `incident at ${(i.t / 1000).toFixed(1)} s: ${oneLine(i.what, 120)}, ${oneLine(i.action, 60)}: ${i.ok ? 'recovered' : 'not recovered'}`,
    ),
    ...more(all.length - shown.length, 'incidents'),
  ];
}

function foot(view: RunView, paths: ReportPaths, p: Paint): string[] {
  const words: Record<number, string> = { 0: p.green('PASS'), 1: p.red('FAIL'), 3: p.yellow('BROKEN') };
  return [
    `${words[view.exit] ?? ''} (exit ${view.exit})${view.problem === undefined ? '' : `: ${oneLine(view.problem, 300)}`}`,
    ...table(
      [
        ['record', paths.record],
        ['report', paths.html],
        ['certificate', paths.certificate],
        ['allure', paths.allure],
        ['junit', paths.junit],
        ...Object.entries(paths.consoles).map(([peer, path]) => [`console ${oneLine(peer, 20)}`, path]),
      ],
      [0, 1],
    ),
  ];
}

function more(count: number, what: string): string[] {
  return count > 0 ? [`… and ${count} more ${what}: see the record`] : [];
}
