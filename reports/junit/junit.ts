import type { TestLine } from '../../framework/record/schema';
import type { RunView } from '../view/run-view';
import { suiteRows, suiteTitle, type SuiteRow } from '../view/suites';
import { visible } from '../../framework/record/visible';

/** The run as JUnit XML: broken tests are errors, since no product failed. */
export function renderJunit(view: RunView): string {
  const { counts, problem } = view;
  const errors = counts.broken + (problem === undefined ? 0 : 1);
  const total = view.tests.length + (problem === undefined ? 0 : 1);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: `amp-hil ${view.run.id}`, tests: total, failures: counts.fail, errors, skipped: counts.skipped, time: seconds(view.duration) })}>`,
    ...suiteRows(view.tests).flatMap((row) => suite(view, row)),
    ...(problem === undefined ? [] : problemSuite(view, problem)),
    '</testsuites>',
    '',
  ].join('\n');
}

function suite(view: RunView, { title, counts, ms }: SuiteRow): string[] {
  const tests = view.tests.filter((test) => suiteTitle(test) === title);
  const first = Math.min(...tests.map((test) => test.tStart));
  return [
    `  <testsuite${attributes({
      name: `${view.board} ${title}`,
      tests: tests.length,
      failures: counts.fail,
      errors: counts.broken,
      skipped: counts.skipped,
      time: seconds(ms),
      timestamp: new Date(view.t0 + first).toISOString(),
    })}>`,
    '    <properties>',
    ...Object.entries(provenance(view)).map(([name, value]) => `      <property${attributes({ name, value })}/>`),
    '    </properties>',
    ...tests.flatMap((test) => testCase(view, test)),
    '  </testsuite>',
  ];
}

function testCase(view: RunView, test: TestLine): string[] {
  const open = `    <testcase${attributes({ classname: `${view.board}.${suiteTitle(test)}`, name: test.name, file: test.file, time: seconds(test.ms) })}`;
  const outcome = outcomeOf(test);
  return outcome === undefined ? [`${open}/>`] : [`${open}>`, `      ${outcome}`, '    </testcase>'];
}

function outcomeOf(test: TestLine): string | undefined {
  const message = test.error?.message ?? test.reason ?? '';
  if (test.status === 'skipped') return `<skipped${attributes({ message: firstLine(message) })}/>`;
  if (test.result === 'pass') return undefined;
  const element = test.status === 'broken' ? 'error' : 'failure';
  return `<${element}${attributes({ type: test.error?.code ?? test.status, message: firstLine(message) })}>${escapeXml(message)}</${element}>`;
}

function problemSuite(view: RunView, problem: string): string[] {
  const name = 'the run gets to its end';
  return [
    `  <testsuite${attributes({ name: `${view.board} the run`, tests: 1, failures: 0, errors: 1, skipped: 0, time: '0.000' })}>`,
    `    <testcase${attributes({ classname: `${view.board}.the run`, name, time: '0.000' })}>`,
    `      <error${attributes({ type: 'broken', message: firstLine(problem) })}/>`,
    '    </testcase>',
    '  </testsuite>',
  ];
}

function provenance({ run, rig, board }: RunView): Record<string, string> {
  const always = { board, profile: run.profile, seed: String(run.seed), commit: run.commit ?? 'unknown' };
  return rig ? { ...always, emulated: String(rig.emulated), kernel: rig.kernel, firmware: rig.firmware, addon: rig.addon } : always;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join('');
}

function escapeXml(text: string): string {
  return visible(text).replace(/[&<>"']/g, (c) => ENTITIES[c] ?? c);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
