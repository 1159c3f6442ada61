import { PassThrough, Readable } from 'node:stream';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { loadBoard } from '../board/load-board';
import { BoardUnavailable, ConfigError, PeerFault } from '../errors/errors';
import type { ShmPeer } from '../peer/shm-peer';
import { linesOf, readRecord } from '../record/reader';
import type { RecordEvent } from '../record/schema';
import { RecordWriter } from '../record/writer';
import type { CliContext } from './context';
import type { JestOutcome, JestRequest } from './jest-process';
import { JSON_SHAPES } from './json-shapes';
import { runCli } from './main';

const root = resolve(__dirname, '..', '..');
const DONE: JestOutcome = { code: 0, signal: null, killed: false };

let folder: string;
let out: string;
let err: string;
let listeners: Set<(signal: NodeJS.Signals) => void>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'amp-hil-cli-'));
  out = err = '';
  listeners = new Set();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function context(overrides: Partial<CliContext> = {}): CliContext {
  return {
    root,
    cwd: folder,
    env: {},
    input: Readable.from([]),
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    colour: false,
    listBoards: () => ['sim', 'zcu102-qemu'],
    loadBoard: (name) => loadBoard(name, root),
    openRig: () => Promise.reject(new BoardUnavailable('no board in this test')),
    switchOff: () => Promise.reject(new BoardUnavailable('no supply in this test')),
    runJest: () => Promise.reject(new BoardUnavailable('no Jest in this test')),
    runSelf: () => Promise.reject(new BoardUnavailable('no other process in this test')),
    onInterrupt: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onReaderGone: () => () => undefined,
    ...overrides,
  };
}

const testEvent = (over: Partial<Extract<RecordEvent, { type: 'test' }>> = {}): RecordEvent => ({
  type: 'test',
  suite: '10',
  file: 'suites/10.identity.test.ts',
  name: 'a',
  status: 'completed',
  result: 'pass',
  ms: 1,
  reason: null,
  tStart: 1,
  tEnd: 2,
  ...over,
});

/** Stands for a Jest process that writes these lines into the run's record. */
function jestThat(events: readonly RecordEvent[], outcome: JestOutcome = DONE, seen: JestRequest[] = []): CliContext['runJest'] {
  return (request) => {
    seen.push(request);
    const writer = RecordWriter.create(request.env['AMP_HIL_RUN_DIR'] ?? '', 'sim');
    for (const event of events) writer.write(event);
    writer.close();
    return Promise.resolve(outcome);
  };
}

const END: RecordEvent = { type: 'end', status: 'completed', reason: null, counts: { pass: 1, fail: 0, broken: 0, skipped: 0 }, exit: 0 };
const runFolder = (): string => join(folder, readdirSync(folder)[0] ?? '');
const ends = () => linesOf(readRecord(runFolder()), 'end').map(({ status, reason, exit }) => ({ status, reason, exit }));

describe('amp-hil run', () => {
  test('gives Jest the board, the profile, the seed and the suites in order', async () => {
    const seen: JestRequest[] = [];
    const args = ['run', '-b', 'sim', '--suite', 'ordering', '--suite', '10', '--profile', 'qualify', '--seed', '0x10', '--out', folder];
    expect(await runCli(args, context({ runJest: jestThat([testEvent(), END], DONE, seen) }))).toBe(0);
    expect(seen[0]?.env).toMatchObject({ AMP_HIL_BOARD: 'sim', AMP_HIL_PROFILE: 'qualify', AMP_HIL_SEED: '16' });
    expect(seen[0]?.files.map((file) => file.replace(/.*\//, ''))).toEqual([
      '10.identity.test.ts',
      '10.mapping.test.ts',
      '40.ordering.generated.test.ts',
      '40.ordering.litmus.test.ts',
      '40.ordering.mutations.test.ts',
      '40.ordering.scalar.test.ts',
      '40.ordering.test.ts',
    ]);
    expect(out).toContain('10 identity');
    expect(out).toContain('PASS (exit 0)');
    expect(listeners.size).toBe(0);
  });

  test('takes faults by option, else by AMP_HIL_FAULTS: the record and the summary name them', async () => {
    const seen: JestRequest[] = [];
    const run = (args: string[]): Promise<number> =>
      runCli(
        ['run', '--out', folder, ...args],
        context({ runJest: jestThat([testEvent(), END], DONE, seen), env: { AMP_HIL_FAULTS: 'jitter' } }),
      );
    expect(await run(['--fault', 'stuck-bit=7', '--fault', 'swapped-lanes'])).toBe(0);
    expect(linesOf(readRecord(runFolder()), 'run').map(({ faults }) => faults)).toEqual([['stuck-bit=7', 'swapped-lanes']]);
    expect(out).toContain('broken on purpose: stuck-bit=7, swapped-lanes');
    await run([]);
    expect(seen.map(({ env }) => env['AMP_HIL_FAULTS'])).toEqual(['stuck-bit=7,swapped-lanes', 'jitter']);
  });

  test.each([
    ['a failed test', [testEvent({ result: 'fail' }), testEvent({ status: 'broken', result: 'none' }), END], 1],
    ['a broken test', [testEvent(), testEvent({ status: 'broken', result: 'none' }), END], 3],
    ['skipped tests only', [testEvent({ status: 'skipped', result: 'none', reason: 'x' }), END], 0],
  ])('takes the exit status from the record: %s', async (_, events, exit) => {
    const jest = jestThat(events, { ...DONE, code: exit === 0 ? 0 : 1 });
    expect(await runCli(['run', '--out', folder], context({ runJest: jest }))).toBe(exit);
    expect(ends()).toHaveLength(1);
  });

  test.each<[string, JestOutcome, RecordEvent[], string]>([
    ['is killed', { code: null, signal: 'SIGKILL', killed: false }, [testEvent()], 'Jest was ended by SIGKILL'],
    ['exits without an end', { ...DONE, code: 1 }, [], 'Jest exited with 1 and did not end the record'],
    ['fails although no test did', { ...DONE, code: 1 }, [testEvent(), END], 'Jest exited with 1 although no test failed'],
  ])('is broken, with exit 3 and an end in the record, when Jest %s', async (_, outcome, events, reason) => {
    expect(await runCli(['run', '--out', folder], context({ runJest: jestThat(events, outcome) }))).toBe(3);
    expect(ends().at(-1)).toMatchObject({ status: 'broken', exit: 3 });
    expect(ends().at(-1)?.reason).toContain(reason);
    expect(out).toContain(`BROKEN (exit 3): ${reason}`);
  });

  test.each<[string, () => Promise<void>, string]>([
    ['switched off', () => Promise.resolve(), 'Jest was ended by SIGKILL; the board was switched off after it'],
    [
      'not found to be off',
      () => Promise.reject(new BoardUnavailable('the socket is stuck')),
      'Jest was ended by SIGKILL; is the board still on? the socket is stuck',
    ],
  ])('says that the board of a Jest that was killed is %s', async (_, switchOff, reason) => {
    const runJest = jestThat([testEvent()], { code: null, signal: 'SIGKILL', killed: false });
    expect(await runCli(['run', '--out', folder], context({ runJest, switchOff }))).toBe(3);
    expect(ends()).toEqual([{ status: 'broken', reason, exit: 3 }]);
  });

  test('switches nothing off after a Jest that ended by itself', async () => {
    let asked = 0;
    const switchOff = async (): Promise<void> => {
      asked++;
    };
    await runCli(['run', '--out', folder], context({ runJest: jestThat([testEvent(), END]), switchOff }));
    expect(asked).toBe(0);
  });

  test('is broken, with the reason in the record, when Jest cannot be started', async () => {
    expect(await runCli(['run', '--out', folder], context())).toBe(3);
    expect(ends()).toEqual([{ status: 'broken', reason: 'Jest could not be started: no Jest in this test', exit: 3 }]);
  });

  test('is broken, not a usage error, when the record cannot be ended or read after the board was used', async () => {
    const runJest = (request: JestRequest): Promise<JestOutcome> => {
      const record = join(request.env['AMP_HIL_RUN_DIR'] ?? '', 'run.jsonl');
      rmSync(record);
      mkdirSync(record);
      return Promise.resolve(DONE);
    };
    expect(await runCli(['run', '--out', folder], context({ runJest }))).toBe(3);
    expect(err).toMatch(/RecordLost: the record and reports of .* are not whole: .*EISDIR/);
  });

  test.each(['own.test.ts', '80.Own.test.ts'])('refuses a suite that is called %s: left out it would seem to have passed', async (name) => {
    const own = mkdtempSync(join(folder, 'root-'));
    mkdirSync(join(own, 'suites'));
    for (const file of ['80.own.test.ts', 'notes.md']) writeFileSync(join(own, 'suites', file), '');
    const run = (): Promise<number> => runCli(['run', '--out', folder], context({ root: own, runJest: jestThat([testEvent(), END]) }));
    expect(await run()).toBe(0);
    writeFileSync(join(own, 'suites', name), '');
    expect(await run()).toBe(2);
    expect(err).toMatch(/ConfigError: suites\/(own|80\.Own)\.test\.ts: allowed is <number>\.<name>\.test\.ts/);
  });

  test('hands a signal to Jest once, leaves out the boards to come, and is broken', async () => {
    let aborts = 0;
    const runJest = (request: JestRequest): Promise<JestOutcome> => {
      request.signal.addEventListener('abort', () => aborts++);
      for (const listener of [...listeners, ...listeners]) listener('SIGINT');
      return jestThat([testEvent()], { ...DONE, code: 3 })(request);
    };
    expect(await runCli(['run', '-b', 'sim', '-b', 'sim', '--out', folder], context({ runJest }))).toBe(3);
    expect(aborts).toBe(1);
    expect(readdirSync(folder)).toHaveLength(1);
    expect(ends()).toEqual([{ status: 'broken', reason: 'interrupted by SIGINT', exit: 3 }]);
    expect(out).toContain('not run, interrupted by SIGINT: sim\n');
    expect(listeners.size).toBe(0);
  });

  test.each([
    ['passed', testEvent(), 3],
    ['failed', testEvent({ result: 'fail', error: { code: 'Assertion', message: 'x' } }), 1],
  ])('an interrupt between two boards, after a run that %s, is no pass: those to come are named', async (_, event, exit) => {
    let runs = 0;
    const runJest: CliContext['runJest'] = async (request) => {
      const outcome = await jestThat([event, END], { ...DONE, code: exit === 1 ? 1 : 0 })(request);
      runs++;
      // Later than the end of this board's run, earlier than the next: while the reports are written.
      queueMicrotask(() => setImmediate(() => listeners.forEach((listener) => listener('SIGTERM'))));
      return outcome;
    };
    const boards = ['-b', 'sim', '-b', 'zcu102-qemu', '-b', 'sim'];
    expect(await runCli(['run', ...boards, '--json', '--out', folder], context({ runJest }))).toBe(exit);
    expect(runs).toBe(1);
    const parsed = JSON_SHAPES.run.parse(JSON.parse(out));
    expect(parsed).toMatchObject({ notRun: ['zcu102-qemu', 'sim'], exit, runs: [{ status: 'completed' }] });
    expect(err).toContain('not run, interrupted by SIGTERM: zcu102-qemu, sim\n');
  });

  test('an interrupt after the last board has ended changes nothing', async () => {
    const runJest: CliContext['runJest'] = async (request) => {
      const outcome = await jestThat([testEvent(), END])(request);
      setImmediate(() => listeners.forEach((listener) => listener('SIGTERM')));
      return outcome;
    };
    expect(await runCli(['run', '--out', folder], context({ runJest }))).toBe(0);
    expect(out).not.toContain('not run');
  });

  test('prints one JSON object of the documented shape, for several boards too', async () => {
    const jest = jestThat([testEvent({ result: 'fail', error: { code: 'Assertion', message: 'x' } }), END], { ...DONE, code: 1 });
    expect(await runCli(['run', '-b', 'sim', '-b', 'sim', '--json', '--out', folder], context({ runJest: jest }))).toBe(1);
    const parsed = JSON_SHAPES.run.parse(JSON.parse(out));
    expect(parsed.exit).toBe(1);
    expect(parsed.runs.map((run) => run.problems.map(({ name }) => name))).toEqual([['a'], ['a']]);
  });

  test.each([
    [['run', '--suite', '99'], /--suite '99'.*10 \(identity\)/s],
    [['run', '-b', 'nope'], /no board 'nope'.*sim/s],
    [['run', '--profile', 'fast'], /--profile.*'fast'.*smoke, qualify/s],
    [['run', '--fault', 'stuck-bit=32'], /fault 'stuck-bit=32': '32' is not allowed.*fix: write stuck-bit=N, N from 0 to 31/s],
    [['run', '-b', 'zcu102', '--fault', 'jitter'], /fault 'jitter' needs a simulator/],
    [['run', '--seed', '1.5'], /--seed.*'1\.5'.*whole number/s],
    [['run', '--seed', '4294967296'], /--seed.*At most 4294967295/s],
    [['run', '--colour'], /unknown option '--colour'/],
    [['rum'], /unknown command 'rum'/],
    [['report', 'nowhere'], /no record at .*nowhere/],
    [['peek', '3'], /Misaligned: offset 0x3.*multiple of 4/s],
    [['peek', '0x800000'], /OutOfRange.*0x800000.*3ed80000\.shm.*up to 0x7ffffc/s],
    [['peek', '0', '--peer', 'r7'], /no peer 'r7'.*linux, r5/s],
    [['peek', '0', '--peer', 'toString'], /no peer 'toString'.*linux, r5/s],
    [['report', 'x', '--out', ''], /--out.*A folder is wanted/s],
    [['peek', '0', '--order', 'release'], /--order.*'release'.*relaxed, acquire, seq_cst/s],
    [['poke', '0', '0x100', '--width', '8'], /VALUE 0x100 does not fit in 8 bits/],
    [['console', 'r9'], /no peer 'r9'/],
  ])('refuses %j before it touches a board: exit 2, with what is allowed', async (args, message) => {
    expect(await runCli([...args, ...(args[0] === 'run' ? ['--out', folder] : [])], context())).toBe(2);
    expect(err).toMatch(message);
    expect(out).toBe('');
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each(['/proc/none', __filename])('names a run folder that cannot be made: below %s', async (parent) => {
    expect(await runCli(['run', '--out', parent], context())).toBe(2);
    expect(err).toContain(`ConfigError: the run folder ${parent}/`);
    expect(err).toContain('--out');
  });
});

describe('amp-hil nightly', () => {
  const parts = (exits: number[], seen: string[] = [], after?: () => void): CliContext => {
    const runSelf: CliContext['runSelf'] = ({ args }) => {
      seen.push(args.join(' '));
      after?.();
      return Promise.resolve({ code: exits[seen.length - 1] ?? 0, out: `${args[0]} said\n`, err: '' });
    };
    return context({ runSelf });
  };

  test('runs all suites on each board, then the whole selftest, and ends with one summary', async () => {
    const seen: string[] = [];
    expect(await runCli(['nightly', '-b', 'sim', '-b', 'zcu102-qemu', '--out', 'd'], parts([], seen))).toBe(0);
    expect(seen).toEqual(['run -b sim --profile nightly --out d', 'run -b zcu102-qemu --profile nightly --out d', 'selftest']);
    expect(out).toContain('selftest said\n');
    expect(out).toMatch(/nightly:\n {2}sim: exit 0\n {2}zcu102-qemu: exit 0\n {2}selftest: exit 0\n$/);
  });

  test.each([
    [[0, 3, 1], 1],
    [[3, 0, 0], 3],
    [[0, 0, 1], 1],
  ])('has the worst status of %j', async (exits, worst) => {
    expect(await runCli(['nightly', '-b', 'sim', '-b', 'sim'], parts(exits))).toBe(worst);
  });

  test('that is interrupted leaves out the rest, says so, and is no pass', async () => {
    const interrupt = (): void => listeners.forEach((listener) => listener('SIGINT'));
    expect(await runCli(['nightly', '-b', 'sim'], parts([0], [], interrupt))).toBe(3);
    expect(out).toContain('selftest: not run, interrupted');
  });

  test('with a board that is not there runs nothing', async () => {
    expect(await runCli(['nightly', '-b', 'sim', '-b', 'nope'], context())).toBe(2);
  });
});

describe('amp-hil report', () => {
  test('makes the reports of a run again, by its folder or its id', async () => {
    await runCli(['run', '--out', folder], context({ runJest: jestThat([testEvent(), END]) }));
    const first = out;
    const [id = ''] = readdirSync(folder);
    rmSync(join(folder, id, 'junit.xml'));
    out = '';
    expect(await runCli(['report', id, '--out', '.'], context())).toBe(0);
    expect(out).toBe(first);
    expect(readdirSync(join(folder, id))).toContain('junit.xml');
    out = '';
    expect(await runCli(['report', `./${id}`, '--json'], context())).toBe(0);
    expect(JSON_SHAPES.report.parse(JSON.parse(out)).id).toBe(id);
  });
});

describe('amp-hil boards', () => {
  test('lists every board with its parts', async () => {
    expect(await runCli(['boards', '--json'], context())).toBe(0);
    const { boards } = JSON_SHAPES.boards.parse(JSON.parse(out));
    expect(boards).toContainEqual(
      expect.objectContaining({ name: 'sim', emulated: true, peers: { linux: 'local', r5: 'serial' }, power: 'simulator' }),
    );
  });

  test('shows a wrong board file with its error beside the others: exit 2', async () => {
    const load = (name: string) => {
      if (name === 'sim') throw new ConfigError("board 'sim': unknown field 'sch'", { fix: 'correct it' });
      return loadBoard(name, root);
    };
    expect(await runCli(['boards'], context({ loadBoard: load }))).toBe(2);
    expect(out).toMatch(/sim +wrong, see below\nzcu102-qemu \[emulated\]/);
    expect(err).toMatch(/ConfigError: board 'sim': unknown field 'sch'.*fix: correct it/s);
  });
});

describe('amp-hil peek, poke and console', () => {
  const calls: unknown[][] = [];
  let closed = 0;
  let closing: Error | undefined;
  const region = new Proxy(
    {},
    {
      get:
        (_, name) =>
        (...args: unknown[]) => (calls.push([name, ...args]), Promise.resolve(name === 'read64' ? 0xffn : 0xab)),
    },
  );
  const peer = { region: () => region } as unknown as ShmPeer;
  const r5 = { command: () => Promise.resolve(), reopen: () => Promise.resolve() };
  const walk = (): Promise<never> => Promise.reject(new Error('no walk here'));
  const litmus = (): Promise<never> => Promise.reject(new Error('no litmus test here'));
  const openRig: CliContext['openRig'] = () =>
    Promise.resolve({ peer: () => peer, r5: () => r5, litmus, walk, close: () => (closed++, Promise.resolve(closing)) });
  beforeEach(() => {
    calls.length = closed = 0;
    closing = undefined;
  });

  test('peek reads with the width and the order given and prints all digits', async () => {
    expect(await runCli(['peek', '0x10', '--peer', 'r5', '--width', '64', '--order', 'acquire'], context({ openRig }))).toBe(0);
    expect(calls).toEqual([['read64', 16, 'acquire']]);
    expect(out).toBe('0x00000000000000ff\n');
    expect(closed).toBe(1);
  });

  test('poke writes with the width and the order given', async () => {
    expect(await runCli(['poke', '2', '65535', '--width', '16', '--order', 'release', '--json'], context({ openRig }))).toBe(0);
    expect(calls).toEqual([['write16', 2, 65535, 'release']]);
    expect(JSON_SHAPES.poke.parse(JSON.parse(out))).toMatchObject({ board: 'sim', peer: 'linux', offset: '0x2', value: '0xffff' });
    expect(closed).toBe(1);
  });

  test('a board that could not be released is told, with exit 3, although the access was made', async () => {
    closing = new BoardUnavailable('the socket is stuck');
    expect(await runCli(['peek', '0x10'], context({ openRig }))).toBe(3);
    expect(err).toContain('BoardUnavailable: the socket is stuck');
  });

  test.each([
    [
      'an error of ours',
      new PeerFault('the access faulted', { side: 'linux', kind: 'SIGBUS' }),
      /PeerFault: the access faulted\n +and then: the socket is stuck/,
    ],
    ['a defect', new TypeError('x is not a function'), /unexpected: .*x is not a function.*and then: the socket is stuck/s],
  ])('a board that could not be released after %s is told together with it', async (_, error, both) => {
    closing = new BoardUnavailable('the socket is stuck');
    const open: CliContext['openRig'] = async (...how) => ({
      ...(await openRig(...how)),
      peer: () => {
        throw error;
      },
    });
    expect(await runCli(['peek', '0x10'], context({ openRig: open }))).toBe(3);
    expect(err).toMatch(both);
    expect(closed).toBe(1);
  });

  test('console shows the side that was asked for, made harmless, until a signal, and releases the board', async () => {
    const open: CliContext['openRig'] = (board, options) => {
      options.onConsole('r5', '# up\u001b[2J', 1);
      options.onConsole('linux', 'login:', 2);
      return openRig(board, options);
    };
    const input = new PassThrough(); // stays open, as a terminal does
    const done = runCli(['console', 'r5'], context({ openRig: open, input }));
    await new Promise((ready) => setImmediate(ready));
    for (const listener of listeners) listener('SIGINT');
    expect(await done).toBe(0);
    expect(out).toBe('# up\\x1b[2J\n');
    expect(closed).toBe(1);
    expect(listeners.size).toBe(0);
  });

  test('a board that cannot be had is broken, not a usage error: exit 3', async () => {
    expect(await runCli(['peek', '0'], context())).toBe(3);
    expect(err).toContain('BoardUnavailable: no board in this test');
    expect(listeners.size).toBe(0);
  });
});
