import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { ContentType, Stage, Status, type Attachment, type Label, type Parameter, type TestResult } from 'allure-js-commons';
import type { MeasurementLine, TestLine } from '../../framework/record/schema';
import { consoleSlice } from '../consoles/console-log';
import { measurementText } from '../summary/measurements';
import type { RunView } from '../view/run-view';
import { suiteTitle } from '../view/suites';
import { oneLine, visible } from '../../framework/record/visible';

/** One result and the contents of its attachments by file name. */
export interface AllureResult {
  readonly result: TestResult;
  readonly attachments: ReadonlyMap<string, string>;
}

/** The record's tests as Allure results. Ids are hashes of what the record says, so the same record gives the same bytes. */
export function allureResults(view: RunView): AllureResult[] {
  const results = view.tests.map((test) => testResult(view, test));
  return view.problem === undefined ? results : [...results, problemResult(view, view.problem)];
}

export function allureStatus(test: Pick<TestLine, 'status' | 'result'>): Status {
  if (test.status === 'broken') return Status.BROKEN;
  if (test.status === 'skipped') return Status.SKIPPED;
  return test.result === 'pass' ? Status.PASSED : Status.FAILED;
}

function testResult(view: RunView, test: TestLine): AllureResult {
  const uuid = uuidOf(view.run.id, test.board, String(test.seq));
  const attachments = new Map<string, string>();
  const attached: Attachment[] = [];
  const attach = (name: string, text: string): void => {
    // Named by what it says: all tests share the one file of a console that was silent.
    const source = `${uuidOf(text)}-attachment.txt`;
    attachments.set(source, text);
    attached.push({ name, source, type: ContentType.TEXT, size: Buffer.byteLength(text) });
  };
  for (const [peer, lines] of view.consoles)
    attach(`console of ${oneLine(peer)}`, consoleSlice(lines, oneLine(peer), test.tStart, test.tEnd));
  const measured = view.measurements.filter((m) => m.t >= test.tStart && m.t <= test.tEnd);
  if (measured.length > 0) attach('measurements', measurementList(measured, view));
  return { result: { ...resultBase(view, test, uuid), attachments: attached }, attachments };
}

function resultBase(view: RunView, test: TestLine, uuid: string): TestResult {
  const name = visible(test.name);
  const message = test.error ? `${test.error.code}: ${test.error.message}` : test.reason;
  return {
    uuid,
    historyId: hash(test.board, test.file, test.name),
    testCaseId: hash(test.file, test.name),
    name,
    fullName: `${visible(test.file)}#${name}`,
    titlePath: [view.board, suiteTitle(test)],
    status: allureStatus(test),
    statusDetails: message === null ? {} : { message: visible(message) },
    stage: Stage.FINISHED,
    start: view.t0 + Math.round(test.tStart),
    stop: view.t0 + Math.round(test.tEnd),
    steps: [],
    links: [],
    attachments: [],
    labels: labels(view, suiteTitle(test), basename(test.file)),
    parameters: parameters(view),
  };
}

/** A run that did not get to its end must not look green because the tests it had time for were. */
function problemResult(view: RunView, problem: string): AllureResult {
  const end = Math.round(view.duration);
  const title = 'the run';
  return {
    attachments: new Map(),
    result: {
      uuid: uuidOf(view.run.id, view.board, title),
      historyId: hash(view.board, title),
      testCaseId: hash(title),
      name: 'the run gets to its end',
      fullName: title,
      titlePath: [view.board],
      status: Status.BROKEN,
      statusDetails: { message: visible(problem) },
      stage: Stage.FINISHED,
      start: view.t0 + end,
      stop: view.t0 + end,
      steps: [],
      links: [],
      attachments: [],
      labels: labels(view, title, title),
      parameters: parameters(view),
    },
  };
}

function labels(view: RunView, suite: string, subSuite: string): Label[] {
  const all = [
    ['parentSuite', view.board],
    ['suite', suite],
    ['subSuite', subSuite],
    ['board', view.board],
    ['framework', 'amp-hil'],
    ['language', 'typescript'],
  ];
  if (view.rig?.emulated) all.push(['tag', 'emulated']);
  return all.map(([name = '', value = '']) => ({ name, value: visible(value) }));
}

function parameters(view: RunView): Parameter[] {
  return [
    { name: 'board', value: view.board },
    // Profile and seed change from run to run; a test stays the same test in the history.
    { name: 'profile', value: view.run.profile, excluded: true },
    { name: 'seed', value: String(view.run.seed), excluded: true },
  ];
}

function measurementList(measured: readonly MeasurementLine[], view: RunView): string {
  return measured.map((m) => `${measurementText(m, view.rig?.emulated ?? false)}\n`).join('');
}

function hash(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/** The hash in the form of a UUID, which Allure asks for. */
function uuidOf(...parts: string[]): string {
  return hash(...parts).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-8$3-8$4-$5');
}
