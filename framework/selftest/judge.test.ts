import { describe, expect, test } from '@jest/globals';
import type { FaultKind } from '../fault/kind';
import { faultText, type Fault } from '../fault/parse';
import type { TestLine } from '../record/schema';
import { causeKinds, causesText } from '../shm/diagnosis-text';
import { judge, type Evidence } from './judge';
import type { Trial } from './plan';

const KIND = {
  name: 'stuck',
  place: 'r5-memory',
  does: 'x',
  caughtBy: ['30.access.lines', '50.coherence.region'],
  diagnosis: ['stuck-bit'],
} as const;
const STUCK: Fault = { kind: { ...KIND, expect: 'caught' } };
const LATE: Fault = { kind: { ...KIND, name: 'late', expect: 'caught', caughtBy: ['50.coherence.handoff'], diagnosis: ['late'] } };
const GONE: Fault = { kind: { ...KIND, name: 'gone', expect: 'broken', caughtBy: [], diagnosis: [/serial port of r5/] } };
const NOISE: Fault = { kind: { ...KIND, name: 'noise', expect: 'survived', caughtBy: [], diagnosis: [] } };

const STUCK_TEXT = causesText([{ kind: 'stuck-bit', bit: 5, of: 32, at: 0 }]);
const BOTH_TEXT = causesText([
  { kind: 'swapped-lanes', lanes: [1, 0, 2, 3, 4, 5, 6, 7] },
  { kind: 'stuck-bit', bit: 5, of: 32, at: 0 },
]);
const LANES_TEXT = causesText([{ kind: 'swapped-lanes', lanes: [1, 0, 2, 3, 4, 5, 6, 7] }]);

function line(suite: string, over: Partial<TestLine> = {}): TestLine {
  const base = { schema: 1, board: 'sim', seq: 0, t: 1, type: 'test', ms: 1, reason: null, tStart: 0, tEnd: 1 } as const;
  return {
    ...base,
    suite: suite.slice(0, 2),
    file: `suites/${suite}.test.ts`,
    name: `of ${suite}`,
    status: 'completed',
    result: 'pass',
    ...over,
  };
}
const pass = (suite: string): TestLine => line(suite);
const fail = (suite: string, message: string): TestLine =>
  line(suite, { result: 'fail', reason: message, error: { code: 'Assertion', message } });
const broken = (suite: string, message: string): TestLine =>
  line(suite, { status: 'broken', result: 'none', reason: message, error: { code: 'LinkClosed', message } });

function problems(
  faults: readonly Fault[],
  tests: readonly TestLine[],
  over: Partial<Evidence> = {},
  suites?: readonly string[],
): readonly string[] {
  const ran = [...new Set(tests.map(({ file }) => file.replace(/suites\/(.*)\.test\.ts/, '$1')))];
  const trial: Trial = { faults, suites: suites ?? ran, seed: 1 };
  const failed = tests.some(({ result }) => result === 'fail');
  const exit = failed ? 1 : tests.some(({ status }) => status === 'broken') ? 3 : 0;
  const asked = faults.map(faultText);
  return judge(trial, { exit, faults: asked, tests, incidents: 0, ...over }, asked, causeKinds).problems;
}

describe('without a fault', () => {
  test('all that pass are as they must be, and skipped ones are no problem', () => {
    expect(
      problems([], [pass('10.identity'), line('25.interrupts', { status: 'skipped', result: 'none', reason: 'no doorbell' })]),
    ).toEqual([]);
  });

  test.each<[string, TestLine[], Partial<Evidence>, RegExp]>([
    ['one that fails', [pass('10.identity'), fail('30.access', 'offset 4')], {}, /'of 30\.access' .* fails without a fault: offset 4/],
    ['one that is broken', [broken('10.identity', 'hung')], {}, /is broken without a fault: hung/],
    ['only skipped ones', [line('10.identity', { status: 'skipped', result: 'none', reason: 'x' })], {}, /no test passed/],
    ['a run that ended badly', [pass('10.identity')], { exit: 3 }, /ended with exit 3 without a fault/],
  ])('%s: wrong', (_, tests, over, message) => {
    expect(problems([], tests, over)).toEqual([expect.stringMatching(message)]);
  });
});

describe('a fault to be caught', () => {
  test('is right when each check named fails and names its cause, whatever other checks say', () => {
    const tests = [
      fail('30.access.lines', STUCK_TEXT),
      fail('50.coherence.region', STUCK_TEXT),
      fail('40.ordering', LANES_TEXT),
      pass('10.identity'),
    ];
    expect(problems([STUCK], tests)).toEqual([]);
  });

  test('that nothing catches is wrong, once for each check named', () => {
    expect(problems([STUCK], [pass('30.access.lines'), pass('50.coherence.region'), pass('10.identity')])).toEqual([
      'not caught by 30.access.lines (passed)',
      'not caught by 50.coherence.region (passed)',
    ]);
  });

  test('that only another check catches is wrong, and that one is told', () => {
    const tests = [pass('30.access.lines'), pass('50.coherence.region'), fail('10.identity', STUCK_TEXT)];
    expect(problems([STUCK], tests)[0]).toBe('not caught by 30.access.lines (passed), only by 10.identity');
  });

  test('that one of the checks named misses is wrong', () => {
    expect(problems([STUCK], [fail('30.access.lines', STUCK_TEXT), pass('50.coherence.region')])).toEqual([
      'not caught by 50.coherence.region (passed)',
    ]);
  });

  test('of which a check named was broken, or had no test, is not caught by it', () => {
    const suites = STUCK.kind.caughtBy;
    expect(problems([STUCK], [broken('30.access.lines', STUCK_TEXT)], {}, suites)).toEqual([
      'not caught by 30.access.lines (broken)',
      'not caught by 50.coherence.region (not run)',
    ]);
  });

  test.each([
    ['another cause', LANES_TEXT, /names swapped-lanes; right is stuck-bit/],
    ['the right cause behind another', BOTH_TEXT, /names/],
    ['no cause', 'offset 4: expected 1, got 0', /names offset 4: expected 1, got 0; right is stuck-bit/],
  ])('with %s as its diagnosis is wrong', (_, text, message) => {
    const tests = [fail('30.access.lines', text), fail('50.coherence.region', STUCK_TEXT)];
    expect(problems([STUCK], tests)).toEqual([expect.stringMatching(message)]);
  });

  test('of which a check names another cause more often is wrong, and less often is right', () => {
    const seen = (...texts: string[]) =>
      problems([STUCK], [...texts.map((text) => fail('30.access.lines', text)), fail('50.coherence.region', STUCK_TEXT)]);
    expect(seen(LANES_TEXT, STUCK_TEXT, STUCK_TEXT)).toEqual([]);
    expect(seen(STUCK_TEXT, LANES_TEXT, LANES_TEXT)).toEqual([
      '30.access.lines names swapped-lanes, stuck-bit; right is stuck-bit, and no other more often',
    ]);
    // As often is not more often, in whatever order.
    expect([seen(LANES_TEXT, STUCK_TEXT), seen(STUCK_TEXT, LANES_TEXT)]).toEqual([[], []]);
    expect(seen('likely cause: unknown (x)', 'likely cause: unknown (x)', STUCK_TEXT)).toEqual([
      expect.stringMatching(/names unknown, stuck-bit/),
    ]);
  });

  test('of which the words are in the title of a test and not in its reason has no diagnosis', () => {
    const kind: FaultKind = { ...STUCK.kind, caughtBy: ['10.identity'], diagnosis: [/core id/] };
    const titled = { ...fail('10.identity', 'expected 1, got 2'), name: 'its core id is the declared one' };
    expect(problems([{ kind }], [titled])).toHaveLength(1);
    expect(problems([{ kind }], [fail('10.identity', 'core id 1, expected 2')])).toEqual([]);
  });

  test('that the record does not have did not reach the board', () => {
    const tests = [fail('30.access.lines', STUCK_TEXT), fail('50.coherence.region', STUCK_TEXT)];
    expect(problems([STUCK], tests, { faults: [] })).toEqual([expect.stringMatching(/had the faults '', asked were 'stuck'/)]);
  });

  test('whose run left no record is wrong', () => {
    expect(problems([STUCK], [], { exit: 2, faults: undefined }, STUCK.kind.caughtBy)[0]).toMatch(/exit 2 and left no record/);
  });
});

test('What a check says is the line that holds the words due, where no cause is named', () => {
  const kind: FaultKind = { ...STUCK.kind, caughtBy: ['10.identity'], diagnosis: [/core id/] };
  const trial: Trial = { faults: [{ kind }], suites: ['10.identity'], seed: 1 };
  const tests = [fail('10.identity', 'expect(received).toBe(expected)\n\n  core id is 1')];
  const { checks } = judge(trial, { exit: 1, faults: ['stuck'], tests, incidents: 0 }, ['stuck'], causeKinds);
  expect(checks).toEqual([{ suite: '10.identity', due: true, outcome: 'failed', diagnosis: ['core id is 1'] }]);
});

describe('a fault of the infrastructure', () => {
  const reason = 'the serial port of r5 is gone';

  test('is right when the run is broken for that reason, also after tests that passed', () => {
    expect(problems([GONE], [pass('10.identity'), broken('30.access', reason)])).toEqual([]);
  });

  test.each<[string, TestLine[], Partial<Evidence>, RegExp]>([
    ['passes', [pass('10.identity'), pass('30.access')], {}, /^passes where broken is due/],
    ['fails', [fail('10.identity', 'offset 4'), broken('30.access', reason)], {}, /fails where broken is due: offset 4/],
    [
      'is broken for another reason',
      [broken('30.access', 'the agent died')],
      {},
      /30\.access is broken for another reason: the agent died; right is/,
    ],
    ['was refused', [], { exit: 2 }, /ended with exit 2 where broken is due/],
  ])('that %s is wrong', (_, tests, over, message) => {
    expect(problems([GONE], tests, over)).toEqual([expect.stringMatching(message)]);
  });

  test('must break each check that it names', () => {
    const kind: FaultKind = { ...GONE.kind, caughtBy: ['10.identity', '30.access'] };
    expect(problems([{ kind }], [pass('10.identity'), broken('30.access', reason)])).toEqual(['10.identity passes where broken is due']);
  });
});

describe('a fault to be survived', () => {
  test('is right when all pass and incidents were counted', () => {
    expect(problems([NOISE], [pass('10.identity')], { incidents: 2 })).toEqual([]);
  });

  test.each<[string, TestLine[], Partial<Evidence>, RegExp]>([
    ['was not counted', [pass('10.identity')], {}, /no incident was counted/],
    ['broke a test', [pass('10.identity'), broken('30.access', 'a line was lost')], { incidents: 1 }, /is broken although/],
    ['failed a test', [fail('30.access', 'offset 4')], { incidents: 1 }, /fails although/],
  ])('that %s is wrong', (_, tests, over, message) => {
    expect(problems([NOISE], tests, over)).toEqual([expect.stringMatching(message)]);
  });
});

describe('two faults at once', () => {
  const lateText = 'likely cause: late visibility';

  test('are right when each is named by one of its own checks, also behind another cause', () => {
    const tests = [fail('30.access.lines', BOTH_TEXT), fail('50.coherence.handoff', lateText)];
    expect(problems([STUCK, LATE], tests)).toEqual([]);
  });

  test('of which one is not named by its own checks are wrong', () => {
    const tests = [fail('30.access.lines', STUCK_TEXT), fail('50.coherence.handoff', STUCK_TEXT), fail('50.coherence.region', lateText)];
    expect(problems([STUCK, LATE], tests)).toEqual(['late is not diagnosed by 50.coherence.handoff; right is late']);
  });
});
