import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { loadBoard } from '../board/load-board';
import { lockKey, lockOwner } from '../board/lock';
import { RecordWriter } from '../record/writer';
import { linesOf, readRecord } from '../record/reader';
import type { TestLine } from '../record/schema';

/** Jest in a process of its own on the fixture files: what the environment does with tests that go wrong, as the record shows it. */

jest.setTimeout(60_000);

const ROOT = resolve(__dirname, '..', '..');

const config = {
  rootDir: ROOT,
  displayName: 'suites',
  reporters: ['<rootDir>/framework/jest/reporter.ts'],
  roots: ['<rootDir>/framework/jest/fixtures'],
  testMatch: ['**/*.fixture.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }] },
  testEnvironment: '<rootDir>/framework/jest/environment.ts',
  setupFilesAfterEnv: ['<rootDir>/framework/jest/setup.ts'],
  globalTeardown: '<rootDir>/framework/jest/global-teardown.ts',
};

interface Outcome {
  output: string;
  tests: TestLine[];
  record: ReturnType<typeof readRecord>;
}

interface How {
  /** With a channel, as `amp-hil run` starts Jest. */
  asCommand?: boolean;
  /** Closes what it reads of Jest's output after the first piece, as `| head -1` does. */
  deaf?: boolean;
  /** `AMP_HIL_BOARD`; null: not set. */
  board?: string | null;
  /** Another writer has the record open for the time of the run. */
  taken?: boolean;
  /** `AMP_HIL_FAULTS` */
  faults?: string;
}

async function runFixture(
  name: string,
  { asCommand = false, deaf = false, board = 'sim', taken = false, faults = '' }: How = {},
): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'amp-hil-fixture-'));
  const other = taken ? RecordWriter.create(folder, 'sim') : undefined;
  other?.write({ type: 'console', peer: 'r5', text: "another run's" });
  const { AMP_HIL_BOARD: _, ...env } = process.env;
  const child = spawn(
    process.execPath,
    [
      ...['-r', 'esbuild-register', join(ROOT, 'node_modules/jest/bin/jest.js')],
      '--config',
      JSON.stringify(config),
      '--runInBand',
      '--runTestsByPath',
      join(__dirname, 'fixtures', `${name}.fixture.ts`),
    ],
    {
      cwd: ROOT,
      env: { ...env, ...(board !== null && { AMP_HIL_BOARD: board }), AMP_HIL_RUN_DIR: folder, AMP_HIL_SEED: '1', AMP_HIL_FAULTS: faults },
      stdio: ['ignore', 'pipe', 'pipe', ...(asCommand ? (['ipc'] as const) : [])],
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data: Buffer) => {
      output += data.toString();
      if (deaf) stream.destroy();
    });
  }
  await new Promise((done) => child.once('close', done));
  other?.close();
  const record = readRecord(folder);
  rmSync(folder, { recursive: true });
  // Whatever happened, the run has one end and the board is free.
  expect({ output, ends: linesOf(record, 'end').length }).toMatchObject({ ends: taken ? 0 : 1 });
  expect(await lockOwner(lockKey(loadBoard('sim', ROOT), ROOT))).toBeUndefined();
  return { output, record, tests: linesOf(record, 'test') };
}

test('a test in a block that needs what the board lacks is skipped with the reason, the others run', async () => {
  const { tests, output } = await runFixture('needs');
  expect(output).toMatch(/^ {2}skip a block › needs what sim does not have$/m);
  expect(tests).toMatchObject([
    { name: 'needs nothing and runs', status: 'completed', result: 'pass' },
    {
      name: 'a block › needs what sim does not have',
      status: 'skipped',
      result: 'none',
      reason: "board 'sim' does not have: smp-linux, two-r5",
    },
  ]);
});

test('a capability that a board must show is looked for on the board: what it lacks is skipped with what was found', async () => {
  const { tests } = await runFixture('needs-probed', { faults: 'torn-64' });
  const reason = expect.stringMatching(/^board 'sim' does not have: atomic-64 \(64-bit stores of r5 as linux loads them.*torn access/s);
  expect(tests).toMatchObject([
    { name: 'needs nothing and runs', status: 'completed', result: 'pass' },
    { name: 'atomic › needs 64 bits in one access', status: 'skipped', result: 'none', reason },
  ]);
  expect((await runFixture('needs-probed')).tests).toMatchObject([{ result: 'pass' }, { result: 'pass' }]);
});

test('a rig that is used while the file is read says so', async () => {
  const { output } = await runFixture('early');
  expect(output).toMatch(/the rig was used before its tests run/);
});

test('a test that throws or expects in vain is a fail, and the teardown completes', async () => {
  const { tests, record } = await runFixture('throws');
  expect(tests).toMatchObject([
    { status: 'completed', result: 'fail', error: { code: 'Error', message: 'a mistake in the test' } },
    { status: 'completed', result: 'fail', error: { code: 'Assertion' } },
  ]);
  expect(linesOf(record, 'end')).toMatchObject([{ status: 'completed', counts: { fail: 2 }, exit: 1 }]);
});

test('a check that fails on broken memory puts offset, physical address, values, bits and likely cause into the record', async () => {
  const { tests } = await runFixture('broken-memory');
  const where = /offset 0x[0-9a-f]+ \(physical 0x3ed8[0-9a-f]+\): expected 0x[0-9a-f]+, got 0x[0-9a-f]+, differing bits 0x/;
  expect(tests.map(({ result, error }) => [result, where.test(error?.message ?? '')])).toEqual(tests.map(() => ['fail', true]));
  expect(tests.map(({ error }) => /likely cause: [\w ]+/.exec(error?.message ?? '')?.[0])).toEqual([
    'likely cause: data bit 5 of each 32',
    'likely cause: aliased address line A12',
    expect.stringMatching(/^likely cause: lost write/),
    expect.stringMatching(/^likely cause: /),
  ]);
});

test('a test that hangs the R5 is broken, the board is power-cycled, and the next test runs', async () => {
  const { tests, record } = await runFixture('hang');
  expect(tests).toMatchObject([
    { status: 'broken', result: 'none', error: { code: 'Timeout' } },
    { status: 'completed', result: 'pass' },
  ]);
  expect(linesOf(record, 'incident')).toMatchObject([
    { what: 'firmware-hang', action: 'restart', ok: false },
    { what: 'firmware-hang', action: 'power-cycle', ok: true },
  ]);
  expect(linesOf(record, 'end')).toMatchObject([{ counts: { pass: 1, broken: 1 }, exit: 3 }]);
  expect(linesOf(record, 'console')).toContainEqual(
    expect.objectContaining({ peer: 'r5', text: expect.stringContaining("amp-hil: r5: resend 1 of 'read 32 0'") }),
  );
});

test('after the board has died its remaining tests are broken at once with that reason', async () => {
  const { tests } = await runFixture('killed');
  expect(tests).toMatchObject([
    { status: 'broken', reason: expect.stringMatching(/SIGKILL/) },
    { status: 'broken', reason: expect.stringMatching(/SIGKILL/), error: { code: 'BoardUnavailable' } },
  ]);
  expect(tests[1]?.ms).toBeLessThan(500);
});

test('an assertion that meets the end of the board instead of what it expects is broken, not a fail', async () => {
  const { tests, record } = await runFixture('rejects');
  expect(tests).toMatchObject([{ status: 'broken', result: 'none', reason: expect.stringMatching(/SIGKILL/) }]);
  expect(linesOf(record, 'end')).toMatchObject([{ exit: 3 }]);
});

test('what fails after the last test of a file is broken, with its reason', async () => {
  const { tests, record } = await runFixture('after-all');
  expect(tests).toMatchObject([
    { name: 'passes', result: 'pass' },
    { name: 'the file ends without an error', status: 'broken', reason: expect.stringContaining('the clean-up of the file failed') },
  ]);
  expect(linesOf(record, 'end')).toMatchObject([{ counts: { pass: 1, broken: 1 }, exit: 3 }]);
});

test('a file that throws while it is read is broken, with its reason', async () => {
  const { tests, record } = await runFixture('empty');
  expect(tests).toMatchObject([{ name: 'the file loads', status: 'broken', reason: expect.stringContaining('a mistake in the block') }]);
  expect(linesOf(record, 'end')).toMatchObject([{ exit: 3 }]);
});

test('a test that is still to be written is a visible skip', async () => {
  const { tests } = await runFixture('todo');
  expect(tests).toMatchObject([{ name: 'is to be written', status: 'skipped', reason: 'to be written: test.todo' }]);
});

test('a block that a board has nothing for is a visible skip with the reason given', async () => {
  const { tests } = await runFixture('skip-block');
  expect(tests).toMatchObject([
    { name: 'a block › has no sense on this board', status: 'skipped', reason: 'the board has nothing for it' },
    { name: 'outside of it runs', result: 'pass' },
  ]);
});

test('a measurement outside its limits fails the test that took it, and no other', async () => {
  const { tests, record, output } = await runFixture('missed');
  expect(tests).toMatchObject([
    {
      result: 'fail',
      reason: expect.stringContaining('linux.read.64.64 is 1 MB/s, allowed is at least 5 MB/s'),
      error: { code: 'Assertion' },
    },
    { status: 'completed', result: 'pass' },
    { status: 'broken', reason: expect.stringMatching(/limits of 'linux\.read\.64\.64': unit is "GB\/s": allowed is 'MB\/s'/) },
    { result: 'fail', reason: expect.stringContaining('linux.read.64.64 is 1 MB/s, allowed is at most 0.5 MB/s') },
  ]);
  expect(linesOf(record, 'measurement').map(({ result }) => result)).toEqual(['fail', 'fail']);
  expect(linesOf(record, 'end')).toMatchObject([{ exit: 1 }]);
  expect(output.match(/^ +(FAIL|BROKEN|ok) /gm)?.map((mark) => mark.trim())).toEqual(['FAIL', 'ok', 'BROKEN', 'FAIL']);
});

test('a measurement outside its limits that no test took does not pass either', async () => {
  const { tests, record } = await runFixture('missed-after');
  expect(tests).toMatchObject([
    { name: 'passes', result: 'pass' },
    { name: 'the file ends without an error', status: 'broken', reason: expect.stringContaining('linux.read.64.64 is 1 MB/s') },
  ]);
  expect(linesOf(record, 'measurement')).toMatchObject([{ result: 'fail' }]);
  expect(linesOf(record, 'end')).toMatchObject([{ exit: 3 }]);
});

test('a capability that does not exist is an error of the file, not a skip', async () => {
  const { tests } = await runFixture('misspelt');
  expect(tests).toMatchObject([{ status: 'broken', reason: expect.stringMatching(/'chache'[^]*cache, doorbell/) }]);
});

test('a file cannot have two rigs that are not the same one', async () => {
  const { tests } = await runFixture('two-devices');
  expect(tests).toMatchObject([{ status: 'broken', reason: expect.stringMatching(/uses '3ed80000\.shm' of board 'sim' already/) }]);
});

test('a file that names another board than the run is an error of the file, not a line under the wrong board', async () => {
  const { tests, record } = await runFixture('other-board');
  expect(tests).toMatchObject([
    { status: 'broken', reason: expect.stringMatching(/board is 'zcu102', but this run and its record are about 'sim'/) },
  ]);
  expect(linesOf(record, 'end')).toMatchObject([{ board: 'sim', exit: 3 }]);
});

test('without AMP_HIL_BOARD the run is about the board that its file names', async () => {
  const { tests, record } = await runFixture('other-board', { board: null });
  expect(tests).toMatchObject([
    { board: 'zcu102', name: 'linux › of the board that the file names' },
    { board: 'zcu102', name: 'r5 › of the board that the file names' },
  ]);
  expect(linesOf(record, 'end')).toMatchObject([{ board: 'zcu102' }]);
});

test('a board that defineBoard did not check is refused', async () => {
  const { tests } = await runFixture('plain-board');
  expect(tests).toMatchObject([{ status: 'broken', reason: expect.stringContaining("board is 'sim', which defineBoard did not return") }]);
});

test('a run does not write into the record of another one, and touches no board', async () => {
  const { record, output } = await runFixture('throws', { taken: true });
  expect(output).toMatch(/the record .*run\.jsonl is being written by process \d+/);
  expect(record.lines).toMatchObject([{ type: 'console', text: "another run's" }]);
});

test('a timer that a test leaves behind does not keep the run from ending', async () => {
  const { tests, output } = await runFixture('left-running', { asCommand: true });
  expect(tests).toMatchObject([{ result: 'pass' }]);
  expect(output).toContain('a test left something running');
});

test('a run whose output nobody reads any more goes on to its end', async () => {
  const { record } = await runFixture('throws', { deaf: true });
  expect(linesOf(record, 'end')).toMatchObject([{ status: 'completed', counts: { fail: 2 }, exit: 1 }]);
});
