import { describe, expect, test } from '@jest/globals';
import { readRecord } from '../../framework/record/reader';
import type { RecordEvent } from '../../framework/record/schema';
import { SAMPLE_EVENTS, sampleRun } from '../view/sample-record';
import { viewRun } from '../view/run-view';
import { renderCertificate } from './certificate';

type TestEvent = Extract<RecordEvent, { type: 'test' }>;

/** A run that has a passed test of each suite, and a measurement within its limit; `over`: changes of its first line, `without`: a suite left out. */
function certificate({
  over = {},
  without,
  more = [],
  rig = true,
}: { over?: object; without?: string; more?: RecordEvent[]; rig?: boolean } = {}): string {
  const [first, , acquired] = SAMPLE_EVENTS;
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
  const run = sampleRun([
    { ...first, profile: 'qualify', ...over } as RecordEvent,
    ...(rig ? [acquired as RecordEvent] : []),
    ...tests,
    measured,
    ...more,
    end,
  ]);
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
      /No outcome is seen that the memory model forbids, beyond what declared errata say<\/td> ?<td>suite 40, 1 tests in 1 part<\/td> ?<td>all pass<\/td> ?<td>1 of 1<\/td>/,
    );
    expect(text).toMatch(
      /linux\.read\.32\.4096<\/td> ?<td>median of 400<\/td> ?<td>≥ 40 MB\/s<\/td> ?<td>61\.2 MB\/s \(emulated\)<\/td> ?<td>53\.1 %<\/td> ?<td>pass<\/td>/,
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
    ['a suite was left out', { without: '40' }, /no test passed of suite 40/],
    ['nobody can have the framework that ran', { over: { commit: 'abc+changes' } }, /it is no commit/],
    ['the framework is of no clone', { over: { commit: null } }, /it is no commit/],
    ['a part alone was asked for', { over: { only: ['40', '10.identity'] } }, /only a part was run: 40, 10\.identity/],
    [
      'the board was lost',
      { more: [{ type: 'incident', t: 2, what: 'hang', action: 'power-cycle', ok: false }] },
      /not recovered from: hang/,
    ],
    ['the board was never acquired', { rig: false }, /the board was not acquired/],
  ])('says that the board is not qualified where %s, and why', (_, options, why) => {
    const text = certificate(options);
    expect(text).toContain('<p class="word">NOT QUALIFIED</p>');
    expect(text).toMatch(why);
  });

  test('names what the board is declared to break, and in how many runs that was seen', () => {
    const run = {
      ...{ type: 'litmus', t: 2, name: 'SB+pola+dmb.sy', arch: 'aarch64', map: { P0: 'linux', P1: 'r5' }, flags: 'NORM_SHARED_NCACHE' },
      ...{ domain: 'amp', mutations: [], erratum: 'stlr-ldar', mode: 'userfence', group: 4, skew: 0, layout: 'apart', seed: 7 },
      ...{
        iterations: 10,
        cells: 5,
        seconds: 1,
        perSecond: 10,
        condition: 'exists (x=1)',
        verdict: 'Forbidden',
        histogram: [],
        filtered: 0,
      },
      ...{ observation: 'Sometimes', positive: 1, negative: 9, weakPerMillion: 0, findings: [], result: 'fail' },
    } as RecordEvent;
    expect(certificate({ more: [run] })).toContain('stlr-ldar: forbidden outcomes seen in 1 of 1 runs that it breaks');
  });

  test('says what was skipped: a signature does not cover it', () => {
    const skipped = { ...failed, status: 'skipped', result: 'none', reason: 'no <cache>' } as TestEvent;
    expect(certificate({ more: [skipped] })).toMatch(/Not covered:.*1 tests: no &#60;cache&#62;/);
  });
});
