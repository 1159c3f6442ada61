import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { countTests } from '../../framework/record/exit-status';
import type { MeasurementLine, TestLine } from '../../framework/record/schema';
import { figure, limitsText, marginOf } from '../summary/measurements';
import type { RunView } from '../view/run-view';
import { skipReasons } from '../view/skips';
import { suiteTitle } from '../view/suites';
import { html, trusted, type Html } from './html';
import { factsTable, headedTable, plainHeads } from './table';

/** What each suite stands for, by its number. */
const REQUIREMENTS: Readonly<Record<string, string>> = {
  10: 'The board is the one that its file declares',
  20: 'Addresses are translated as declared, both ways',
  25: 'Every interrupt of the doorbell is counted, none is lost',
  30: 'Data and address lines are sound; every access width, order and alignment reads what was written',
  35: 'Memory protection refuses what it must, and nothing else',
  40: 'No outcome is seen that the memory model forbids, beyond what declared errata say',
  50: 'What one side stores the other sees, whole and in order, without cache maintenance',
  60: 'Clocks agree; bandwidth and latency lie within the limits of the board',
  70: 'All of this at once goes on without a failure',
};
const MOST_REASONS = 30;
/** Of measurements with limits. */
const MOST_JUDGED = 200;
/** Profiles whose run is long enough to sign. */
const SIGNED: readonly string[] = ['qualify', 'nightly', 'characterise'];

const HEADS = ['requirement', 'method', 'limit', 'measured', 'margin', 'result', 'evidence'];

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
        ${factsTable(factsOf(view, recordHash))}
        <h2>Requirements</h2>
        ${headedTable(plainHeads(HEADS), [
          ...requirementRows(view.tests),
          ...judged.slice(0, MOST_JUDGED).map((m) => measurementRow(m, rig?.emulated === true)),
        ])}
        <p>${counts.pass} tests passed, ${counts.fail} failed, ${counts.broken} were broken, ${counts.skipped} skipped.</p>
        ${judged.length === 0 ? html`<p>The board declares no limits for what was measured.</p>` : html``}
        ${judged.length > MOST_JUDGED ? html`<p>${judged.length - MOST_JUDGED} more limits: see the report.</p>` : html``} ${errataOf(view)}
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
function objections({ run, rig, problem, tests, counts, incidents }: RunView): string[] {
  const faults = run.faults ?? [];
  const shown = new Set(tests.filter(({ result }) => result === 'pass').map(({ suite }) => suite));
  const left = Object.keys(REQUIREMENTS).filter((number) => !shown.has(number));
  return [
    ...(counts.fail + counts.broken === 0 ? [] : [`${counts.fail} tests failed, ${counts.broken} were broken`]),
    ...(problem === undefined ? [] : [problem]),
    ...(rig ? [] : ['the board was not acquired']),
    ...(faults.length === 0 ? [] : [`the board was broken on purpose: ${faults.join(', ')}`]),
    ...(SIGNED.includes(run.profile) ? [] : [`profile ${run.profile} is too short for a qualification: run qualify`]),
    ...(run.only === undefined ? [] : [`only a part was run: ${run.only.join(', ')}`]),
    ...(left.length === 0 ? [] : [`no test passed of suite ${left.join(', ')}`]),
    ...(run.commit === null || run.commit.endsWith('+changes') ? ['nobody can have the framework that ran: it is no commit'] : []),
    ...incidents.filter(({ ok }) => !ok).map(({ what }) => `not recovered from: ${what}`),
  ];
}

function factsOf({ run, rig, duration }: RunView, recordHash: string): [string, string][] {
  return [
    ['run', `${run.id}, ${run.started}, ${(duration / 1000).toFixed(0)} s, profile ${run.profile}, seed ${run.seed}`],
    ['framework', `commit ${run.commit ?? 'unknown'}`],
    ...(rig ? [['board', `kernel ${rig.kernel}, firmware ${rig.firmware}, addon ${rig.addon}`] as [string, string]] : []),
    ['record', `run.jsonl, sha256 ${recordHash}`],
  ];
}

/** One row a number: what a part of a suite shows is not all of what the suite stands for. */
function requirementRows(tests: readonly TestLine[]): Html[] {
  return Object.entries(REQUIREMENTS).map(([number, requirement]) => {
    const own = tests.filter(({ suite }) => suite === number);
    const { pass, fail, broken } = countTests(own);
    const of = pass + fail + broken;
    const result = fail > 0 ? 'fail' : broken > 0 ? 'broken' : pass === 0 ? 'not shown' : 'pass';
    const files = new Set(own.map(suiteTitle)).size;
    return row(
      [
        requirement,
        `suite ${number}, ${of} tests in ${files} ${files === 1 ? 'part' : 'parts'}`,
        'all pass',
        `${pass} of ${of}`,
        '',
        result,
      ],
      html`<a href="report.html#${fail + broken > 0 ? 'problems' : 'suites'}">report</a>`,
    );
  });
}

/** What the board is declared to break: outcomes that the model forbids, and how many runs showed them. */
function errataOf({ litmus }: RunView): Html {
  const declared = litmus.filter(({ erratum }) => erratum !== null);
  const ids = [...new Set(declared.map(({ erratum }) => erratum ?? ''))];
  const line = (id: string): Html => {
    const own = declared.filter(({ erratum }) => erratum === id);
    const seen = own.filter(({ result }) => result === 'fail').length;
    return html`<li>${id}: forbidden outcomes seen in ${seen} of ${own.length} runs that it breaks</li>`;
  };
  return ids.length === 0
    ? html``
    : html`<p>Declared errata of this board, which the requirement on ordering excepts:</p>
        <ul>
          ${ids.map(line)}
        </ul>`;
}

function measurementRow(m: MeasurementLine, emulated: boolean): Html {
  const margin = `${figure(marginOf(m) * 100)} %`;
  return row(
    [
      m.id,
      `median of ${m.n}`,
      `${limitsText(m.limits)} ${m.unit}`,
      `${figure(m.median)} ${m.unit}${emulated ? ' (emulated)' : ''}`,
      margin,
      m.result,
    ],
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
  const reasons = skipReasons(tests, 300);
  if (reasons.length === 0) return html``;
  return html`<p>Not covered:</p>
    <ul>
      ${reasons.slice(0, MOST_REASONS).map(([reason, n]) => html`<li>${n} tests: ${reason}</li>`)}
    </ul>`;
}
