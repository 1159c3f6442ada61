import { describe, expect, test } from '@jest/globals';
import { readRecord } from '../../framework/record/reader';
import type { RecordEvent } from '../../framework/record/schema';
import { SAMPLE_EVENTS, sampleRun } from '../view/sample-record';
import { viewRun } from '../view/run-view';
import { renderCertificate } from './certificate';

type TestEvent = Extract<RecordEvent, { type: 'test' }>;

/** A run that has a passed test of each suite, and a measurement within its limit; `over`: changes of its first line, `without`: a suite left out. */
function certificate({ over = {}, without, more = [] }: { over?: object; without?: string; more?: RecordEvent[] } = {}): string {
  const [first, , rig] = SAMPLE_EVENTS;
  const suites = ['10', '20', '25', '30', '35', '40', '50', '60', '70'].filter((number) => number !== without);
  const tests = suites.map((suite): TestEvent => {
    const file = `suites/${suite}.sample.test.ts`;
    return { type: 'test', t: 2, suite, file, name: 'holds', status: 'completed', result: 'pass', ms: 1, reason: null, tStart: 1, tEnd: 2 };
  });
  const measured = SAMPLE_EVENTS.find((event) => event.type === 'measurement' && event.result === 'pass') as RecordEvent;
  const end: RecordEvent = {
    type: 'end',
    t: 3,
    status: 'completed',
    reason: null,
    counts: { pass: 9, fail: 0, broken: 0, skipped: 0 },
    exit: 0,
  };
  const run = sampleRun([{ ...first, profile: 'qualify', ...over } as RecordEvent, rig as RecordEvent, ...tests, measured, ...more, end]);
  try {
    return renderCertificate(viewRun(readRecord(run.folder)), { recordHash: 'ab12' }).replace(/\s+/g, ' ');
  } finally {
    run.remove();
  }
}

describe('the certificate', () => {
  test('of a whole run that passed qualifies the board, with what was shown and the record it rests on', () => {
    const text = certificate();
    expect(text).toContain('<p class="word">QUALIFIED</p>');
    expect(text).toContain('sha256 ab12');
    expect(text).toMatch(
      /No outcome is seen that the memory model forbids<\/td> ?<td>suite 40 sample, 1 tests<\/td> ?<td>all pass<\/td> ?<td>1 of 1<\/td>/,
    );
    expect(text).toMatch(
      /linux\.read\.32\.4096<\/td> ?<td>median of 400<\/td> ?<td>≥ 40 MB\/s<\/td> ?<td>61\.2 MB\/s<\/td> ?<td>53\.1 %<\/td> ?<td>pass<\/td>/,
    );
    expect(text).toContain('Tested by');
  });

  const failed: TestEvent = {
    ...{ type: 'test', t: 2, suite: '50', file: 'suites/50.sample.test.ts', name: 'fails', status: 'completed', result: 'fail' },
    ...{ ms: 1, reason: null, tStart: 1, tEnd: 2 },
  };

  test.each<[string, Parameters<typeof certificate>[0], RegExp]>([
    ['a test failed', { more: [failed] }, /1 tests failed, 0 were broken/],
    ['the board was broken on purpose', { over: { faults: ['stuck-bit=7'] } }, /broken on purpose: stuck-bit=7/],
    ['the run was a short one', { over: { profile: 'smoke' } }, /profile smoke is too short/],
    ['a suite was left out', { without: '40' }, /not run: suite 40/],
    ['nobody can have the framework that ran', { over: { commit: 'abc+changes' } }, /changes that were not committed/],
  ])('says that the board is not qualified where %s, and why', (_, options, why) => {
    const text = certificate(options);
    expect(text).toContain('<p class="word">NOT QUALIFIED</p>');
    expect(text).toMatch(why);
  });

  test('says what was skipped: a signature does not cover it', () => {
    const skipped = { ...failed, status: 'skipped', result: 'none', reason: 'no <cache>' } as TestEvent;
    expect(certificate({ more: [skipped] })).toMatch(/Not covered:.*1 tests: no &#60;cache&#62;/);
  });
});
