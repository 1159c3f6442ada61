import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { randomThread } from './test/random-thread';
import { firstDifference, threadCase } from './test/executed';
import { buildHostRunner, runOnHost } from './test/run-host';

const folder = mkdtempSync(join(tmpdir(), 'amp-hil-x86-'));
let runner = '';
beforeAll(() => {
  runner = buildHostRunner(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each(['AArch64', 'ARM'] as const)('random %s threads leave on x86-64 what they leave on the sequential machine', (arch) => {
  const tests = fc.sample(randomThread('x86-64', arch), { seed: 40, numRuns: 1000 });
  const cases = tests.map((each) => threadCase(each, 0, 'x86-64'));
  expect(firstDifference(cases, runOnHost(runner, cases))).toBeUndefined();
});
