import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { loadBoard } from '../board/load-board';
import { lockKey, lockOwner } from '../board/lock';
import { linesOf, readRecord } from '../record/reader';
import type { TestLine } from '../record/schema';

/** Jest in a process of its own on the fixture files: what the environment does with tests that go wrong, as the record shows it. */

jest.setTimeout(60_000);

const ROOT = resolve(__dirname, '..', '..');

const config = {
  rootDir: ROOT,
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

async function runFixture(name: string): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'amp-hil-fixture-'));
  const child = spawn(
    process.execPath,
    [
      join(ROOT, 'node_modules/jest/bin/jest.js'),
      '--config',
      JSON.stringify(config),
      '--runInBand',
      '--runTestsByPath',
      join(__dirname, 'fixtures', `${name}.fixture.ts`),
    ],
    {
      cwd: ROOT,
      env: { ...process.env, AMP_HIL_BOARD: 'sim', AMP_HIL_RUN_DIR: folder, AMP_HIL_SEED: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  await new Promise((done) => child.once('close', done));
  const record = readRecord(folder);
  rmSync(folder, { recursive: true });
  // Whatever happened, the run has one end and the board is free.
  expect({ output, ends: linesOf(record, 'end').length }).toMatchObject({ ends: 1 });
  expect(await lockOwner(lockKey(loadBoard('sim', ROOT), ROOT))).toBeUndefined();
  return { output, record, tests: linesOf(record, 'test') };
}

test('a test in a block that needs what the board lacks is skipped with the reason, the others run', async () => {
  const { tests } = await runFixture('needs');
  expect(tests).toMatchObject([
    { name: 'needs nothing and runs', status: 'completed', result: 'pass' },
    {
      name: 'a block › needs what sim does not have',
      status: 'skipped',
      result: 'none',
      reason: "board 'sim' does not have: cache, two-r5",
    },
  ]);
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
});

test('after the board has died its remaining tests are broken at once with that reason', async () => {
  const { tests } = await runFixture('killed');
  expect(tests).toMatchObject([
    { status: 'broken', reason: expect.stringMatching(/SIGKILL/) },
    { status: 'broken', reason: expect.stringMatching(/SIGKILL/), error: { code: 'BoardUnavailable' } },
  ]);
  expect(tests[1]?.ms).toBeLessThan(500);
});
