import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { randomThread } from './test/random-thread';
import { firstDifference, threadCases } from './test/executed';
import { buildBareRunner, runEmulated } from './test/run-emulated';

const folder = mkdtempSync(join(tmpdir(), 'amp-hil-emulated-'));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['AArch64', 'aarch64'],
  ['ARM', 'aarch64'],
  ['AArch64', 'armv7-r'],
  ['ARM', 'armv7-r'],
] as const)('random %s threads leave on %s what they leave on the sequential machine', (arch, isa) => {
  const tests = fc.sample(randomThread(isa, arch), { seed: 40, numRuns: 1000 });
  const cases = threadCases(tests, isa, ['lse', 'rcpc']);
  // Some need more registers than there are.
  expect(cases.length).toBeGreaterThan(750);
  const left = runEmulated(isa, buildBareRunner(isa, folder), folder, cases);
  expect(firstDifference(cases, left)).toBeUndefined();
});
