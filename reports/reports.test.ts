import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TestResult } from 'allure-js-commons';
import { consoleSlice } from './consoles/console-log';
import { SAMPLE_EVENTS, sampleRun } from './view/sample-record';
import { oneLine, visible } from '../framework/record/visible';
import { writeReports, type WrittenReports } from './write-reports';

let run: ReturnType<typeof sampleRun>;
let reports: WrittenReports;
const results = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('-result.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as TestResult);
const files = (folder: string) => Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));

beforeAll(async () => {
  run = sampleRun();
  reports = await writeReports(run.folder);
});
afterAll(() => run.remove());

describe('the Allure results', () => {
  test('give pass, fail, broken and skipped their status', () => {
    const status = Object.fromEntries(results(reports.allure).map((result) => [result.name ?? '', result.status]));
    expect(status).toEqual({
      'linux says its core id': 'passed',
      'reads <fast> & "well"': 'failed',
      'writes fast': 'broken',
      'cleans the cache': 'skipped',
    });
  });

  test('carry what both consoles said during each test, and nothing else of them', () => {
    const result = results(reports.allure).find((one) => one.name === 'linux says its core id');
    const texts = result?.attachments.map((a) => [a.name, a.type, readFileSync(join(reports.allure, a.source), 'utf8')]);
    expect(texts).toEqual([
      ['console of linux', 'text/plain', '(the console of linux was silent during this test)\n'],
      ['console of r5', 'text/plain', '[    1.000] # mpu: region 5 <base>\\x1b[31m\n'],
    ]);
  });

  test('are the same bytes when they are made again', async () => {
    const before = files(reports.allure);
    await writeReports(run.folder);
    expect(files(reports.allure)).toEqual(before);
  });

  test('keep the history of a test over runs with another seed', async () => {
    const events = SAMPLE_EVENTS.map((event) => (event.type === 'run' ? { ...event, id: '20261125-0000-0000', seed: 8 } : event));
    const other = sampleRun(events);
    const again = await writeReports(other.folder);
    const ids = (folder: string, key: 'historyId' | 'uuid') =>
      results(folder)
        .map((result) => result[key])
        .sort();
    expect(ids(again.allure, 'historyId')).toEqual(ids(reports.allure, 'historyId'));
    expect(ids(again.allure, 'uuid')).not.toEqual(ids(reports.allure, 'uuid'));
    other.remove();
  });

  test('say on which board, with which firmware and by whom', () => {
    const all = files(reports.allure);
    expect(all['environment.properties']).toContain('firmware=1a2b3c4d');
    expect(all['environment.properties']).toContain('emulated=true');
    expect(JSON.parse(all['executor.json'] ?? '')).toMatchObject({ name: 'amp-hil', buildName: '20261124-0712-a1b2' });
    const categories = JSON.parse(all['categories.json'] ?? '') as { name: string; messageRegex?: string; matchedStatuses: string[] }[];
    const reason = "board 'sim' does not have the capability 'cache'";
    const of = (status: string, message: string) =>
      categories
        .filter((c) => c.matchedStatuses.includes(status) && new RegExp(`^${c.messageRegex ?? '[^]*'}$`).test(message))
        .map((c) => c.name);
    expect([of('skipped', reason), of('skipped', 'later'), of('failed', 'x'), of('broken', 'x')]).toEqual([
      ['Skipped for a missing capability'],
      ['Skipped'],
      ['Product defect'],
      ['Infrastructure'],
    ]);
  });
});

describe('the summary', () => {
  test('shows the run on one screen', () => {
    expect(reports.summaryText.replaceAll(run.folder, 'RUN')).toBe(SUMMARY);
    expect(readFileSync(join(run.folder, 'summary.txt'), 'utf8')).toBe(reports.summaryText);
  });

  test('labels every figure of an emulated board', () => {
    const figures = reports.summaryText.split('\n').filter((line) => /^(linux|pair)\./.test(line));
    expect(figures).toHaveLength(2);
    for (const line of figures) expect(line).toContain('[emulated]');
  });

  test('has colours when asked for, and only then', async () => {
    expect(reports.summaryText).not.toContain('\u001b');
    const { summaryText } = await writeReports(run.folder, { colour: true });
    expect(summaryText).toContain('\u001b[31mFAIL\u001b[0m');
  });

  test('tells a reason once, however many tests ended for it', async () => {
    const broken = SAMPLE_EVENTS.find((event) => event.type === 'test' && event.status === 'broken')!;
    const lost = sampleRun([...SAMPLE_EVENTS, ...Array.from({ length: 30 }, (_, i) => ({ ...broken, name: `later ${i}` }))]);
    const { summaryText } = await writeReports(lost.folder);
    expect(summaryText.match(/QEMU exited/g)).toHaveLength(1);
    expect(summaryText).toContain('BROKEN 60 throughput: writes fast\n       and 30 more tests of this suite, for the same reason\n');
    lost.remove();
  });

  test('shows a mismatch up to its likely cause, as every other report does', async () => {
    const long = `random on r5, 64-bit accesses, seed 0xffffffff: 1048576 mismatches in 8388608 bytes; the first at offset 0x7ffff8 (physical 0x3f57fff8): ${[
      'expected',
      'got',
      'differing bits',
    ]
      .map((what) => `${what} 0xfedcba9876543210`)
      .join(
        ', ',
      )}; likely cause: data bit 63 of each 64-bit word stuck at 1 (byte lane 7), or aliased address line A12: addresses that differ in it only are one memory`;
    const failed = SAMPLE_EVENTS.find((event) => event.type === 'test' && event.result === 'fail');
    if (failed?.type !== 'test') throw new Error('the sample has no failed test');
    const broken = sampleRun([...SAMPLE_EVENTS, { ...failed, name: 'a check', error: { code: 'Assertion', message: long } }]);
    const { summaryText } = await writeReports(broken.folder);
    expect(summaryText).toContain(long);
    expect(readFileSync(join(broken.folder, 'junit.xml'), 'utf8')).toContain(long);
    expect(results(join(broken.folder, 'allure-results')).some(({ statusDetails }) => statusDetails?.message?.includes(long))).toBe(true);
    broken.remove();
  });

  test('of a run without an end says so and is broken', async () => {
    const killed = sampleRun(SAMPLE_EVENTS.slice(0, 5));
    const { summaryText, view, allure, junit } = await writeReports(killed.folder);
    expect(view.exit).toBe(3);
    expect(summaryText).toContain('BROKEN (exit 3): the record has no end');
    expect(results(allure).map((result) => result.status)).toContain('broken');
    expect(readFileSync(junit, 'utf8')).toContain('<error type="broken" message="the record has no end');
    killed.remove();
  });
});

describe('JUnit', () => {
  test('counts and escapes', () => {
    const xml = readFileSync(reports.junit, 'utf8');
    expect(xml).toContain('<testsuites name="amp-hil 20261124-0712-a1b2" tests="4" failures="1" errors="1" skipped="1" time="2.000">');
    expect(xml).toContain('name="reads &lt;fast&gt; &amp; &quot;well&quot;"');
    expect(xml).toContain('<failure type="assertion" message="expected 1 to be 2\\x07">expected 1 to be 2\\x07\n  at line 3</failure>');
    expect(xml).toContain('<skipped message="board &apos;sim&apos; does not have the capability &apos;cache&apos;"/>');
    // eslint-disable-next-line no-control-regex
    expect(xml).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/);
  });
});

describe('text from a board', () => {
  test('loses what a terminal or a reader could be fooled by', () => {
    expect(visible('a\u001b[2Jb\u009bc\u202ed\ud800e\u0000\tf\n😀')).toBe('a\\x1b[2Jb\\x9bc\\u202ed\\ud800e\\x00\tf\n😀');
    expect(oneLine('a\n  b\tc')).toBe('a b c');
    expect(oneLine('x'.repeat(300), 10)).toBe('xxxxxxxxx…');
  });

  test('is cut where a console says too much during a test, keeping the end', () => {
    const lines = Array.from({ length: 5000 }, (_, i) => ({
      type: 'console' as const,
      schema: 1 as const,
      board: 'sim',
      seq: i,
      t: i,
      peer: 'r5',
      text: `line ${i}`,
    }));
    const slice = consoleSlice(lines, 'r5', 0, 1e9);
    expect(slice.length).toBeLessThan(70_000);
    expect(slice).toMatch(/^\(the first \d+ characters are left out; r5\.log has them\)\n\[ /);
    expect(slice).toContain('line 4999\n');
    expect(consoleSlice(lines, 'r5', 3, 5)).toBe('[    0.003] line 3\n[    0.004] line 4\n[    0.005] line 5\n');
  });
});

const SUMMARY = `amp-hil 20261124-0712-a1b2  sim [emulated]  profile smoke, seed 7
kernel 6.1.0-28-arm64, firmware 1a2b3c4d, commit 4adb677aaaaa

suite          passed  failed  broken  skipped   time
10 identity         1       0       0        0  0.1 s
50 coherence        0       0       0        1  0.0 s
60 throughput       0       1       1        0  0.4 s
all                 1       1       1        1  2.0 s

measurement         median  unit   p99    n  limit
pair.rtt.4            1235  us           10  ≤ 2 FAIL  [emulated]
linux.read.32.4096    61.2  MB/s  70.0  400  ≥ 40      [emulated]

FAILED 60 throughput: reads <fast> & "well"
       assertion: expected 1 to be 2\\x07 at line 3
BROKEN 60 throughput: writes fast
       BoardUnavailable: QEMU exited with signal SIGKILL
       fix: start the run again

skipped 1: board 'sim' does not have the capability 'cache'

incident at 1.8 s: firmware-hang, power-cycle: recovered

FAIL (exit 1)
record         RUN/run.jsonl
report         RUN/report.html
certificate    RUN/certificate.html
allure         RUN/allure-results
junit          RUN/junit.xml
console linux  RUN/linux.log
console r5     RUN/r5.log
`;
