import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MeasurementLine } from '../../framework/record/schema';
import { figure, limitsText } from '../summary/measurements';
import type { RunView } from '../view/run-view';
import { suiteRows, type SuiteRow } from '../view/suites';
import { html, trusted, type Html } from './html';
import { marginOf } from './limits';

/** What each suite stands for, by its number. */
const REQUIREMENTS: Readonly<Record<string, string>> = {
  10: 'The board is the one that its file declares',
  20: 'Addresses are translated as declared, both ways',
  25: 'Every interrupt of the doorbell is counted, none is lost',
  30: 'Data and address lines are sound; every access width, order and alignment reads what was written',
  35: 'Memory protection refuses what it must, and nothing else',
  40: 'No outcome is seen that the memory model forbids',
  50: 'What one side stores the other sees, whole and in order, without cache maintenance',
  60: 'Clocks agree; bandwidth and latency lie within the limits of the board',
  70: 'All of this at once goes on without a failure',
};
/** Profiles whose run is long enough to sign. */
const SIGNED: readonly string[] = ['qualify', 'nightly', 'characterise'];

export interface Evidence {
  /** SHA-256 of the record, in hexadecimal. */
  readonly recordHash: string;
}

/** One page to sign: requirement, method, limit, what was measured, margin, result and where the evidence is. From the record alone. */
export function renderCertificate(view: RunView, { recordHash }: Evidence): string {
  const { run, rig, board, counts } = view;
  const against = objections(view);
  const word = against.length === 0 ? 'QUALIFIED' : 'NOT QUALIFIED';
  const judged = view.measurements.filter(({ limits }) => limits !== null);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>Certificate ${board} ${run.id}</title>
        <style>
          ${trusted(readFileSync(join(__dirname, 'style.css'), 'utf8'))}
        </style>
      </head>
      <body class="certificate">
        <header class="${against.length === 0 ? 'pass' : 'fail'}">
          <div>
            <h1>Qualification of shared memory: ${board}${rig?.emulated ? html` <span class="emulated">emulated</span>` : html``}</h1>
            <p class="word">${word}</p>
            ${against.map((text) => html`<p class="faults">${text}</p>`)}
          </div>
        </header>
        <table class="facts">
          <tbody>
            ${factRows(view, recordHash)}
          </tbody>
        </table>
        <h2>Requirements</h2>
        <table>
          <thead>
            <tr>
              ${['requirement', 'method', 'limit', 'measured', 'margin', 'result', 'evidence'].map((name) => html`<th>${name}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${suiteRows(view.tests).map(requirementRow)} ${judged.map(measurementRow)}
          </tbody>
        </table>
        <p>${counts.pass} tests passed, ${counts.fail} failed, ${counts.broken} were broken, ${counts.skipped} skipped.</p>
        ${skipsOf(view)}
        <table class="signatures">
          <tbody>
            <tr>
              ${['Tested by', 'Reviewed by', 'Date'].map((who) => html`<td>${who}</td>`)}
            </tr>
          </tbody>
        </table>
      </body>
    </html> `.html;
}

/** Why nobody should sign. */
function objections({ exit, run, problem, tests, counts }: RunView): string[] {
  const faults = run.faults ?? [];
  return [
    ...(exit === 0 ? [] : [`${counts.fail} tests failed, ${counts.broken} were broken`]),
    ...(problem === undefined ? [] : [problem]),
    ...(faults.length === 0 ? [] : [`the board was broken on purpose: ${faults.join(', ')}`]),
    ...(SIGNED.includes(run.profile) ? [] : [`profile ${run.profile} is too short for a qualification: run qualify`]),
    ...(run.commit?.endsWith('+changes') === true ? ['the framework had changes that were not committed'] : []),
    ...missing(tests.map(({ suite }) => suite)),
  ];
}

function missing(suites: readonly string[]): string[] {
  const left = Object.keys(REQUIREMENTS).filter((number) => !suites.includes(number));
  return left.length === 0 ? [] : [`not run: suite ${left.join(', ')}`];
}

function factRows({ run, rig, duration }: RunView, recordHash: string): Html[] {
  const facts: [string, string][] = [
    ['run', `${run.id}, ${run.started}, ${(duration / 1000).toFixed(0)} s, profile ${run.profile}, seed ${run.seed}`],
    ['framework', `commit ${run.commit ?? 'unknown'}`],
    ...(rig ? [['board', `kernel ${rig.kernel}, firmware ${rig.firmware}, addon ${rig.addon}`] as [string, string]] : []),
    ['record', `run.jsonl, sha256 ${recordHash}`],
  ];
  return facts.map(
    ([name, value]) =>
      html`<tr>
        <th>${name}</th>
        <td>${value}</td>
      </tr>`,
  );
}

function requirementRow({ title, counts }: SuiteRow): Html {
  const [number = ''] = title.split(' ');
  const of = counts.pass + counts.fail + counts.broken;
  const result = counts.fail > 0 ? 'fail' : counts.broken > 0 ? 'broken' : of === 0 ? 'not shown' : 'pass';
  const evidence = counts.fail + counts.broken > 0 ? 'problems' : 'suites';
  return row(
    [REQUIREMENTS[number] ?? title, `suite ${title}, ${of} tests`, 'all pass', `${counts.pass} of ${of}`, '', result],
    html`<a href="report.html#${evidence}">report</a>`,
  );
}

function measurementRow(m: MeasurementLine): Html {
  const margin = `${figure(marginOf(m) * 100)} %`;
  return row(
    [m.id, `median of ${m.n}`, `${limitsText(m.limits)} ${m.unit}`, `${figure(m.median)} ${m.unit}`, margin, m.result],
    html`<a href="report.html#limits">limits</a>`,
  );
}

function row(cells: readonly string[], evidence: Html): Html {
  return html`<tr class="${cells.at(-1) ?? ''}">
    ${cells.map((cell) => html`<td>${cell}</td>`)}
    <td>${evidence}</td>
  </tr>`;
}

/** What could not be shown on this board, which a signature does not cover. */
function skipsOf({ tests }: RunView): Html {
  const reasons = new Map<string, number>();
  for (const { status, reason } of tests) if (status === 'skipped') reasons.set(reason ?? '', (reasons.get(reason ?? '') ?? 0) + 1);
  if (reasons.size === 0) return html``;
  return html`<p>Not covered:</p>
    <ul>
      ${[...reasons].map(([reason, n]) => html`<li>${n} tests: ${reason}</li>`)}
    </ul>`;
}
