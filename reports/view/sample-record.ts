import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RecordWriter } from '../../framework/record/writer';
import type { RecordEvent } from '../../framework/record/schema';

/** A small run with one of everything, for the tests of the reports. */
export const SAMPLE_EVENTS: readonly RecordEvent[] = [
  {
    type: 'run',
    t: 0,
    id: '20261124-0712-a1b2',
    profile: 'smoke',
    seed: 7,
    commit: '4adb677aaaaa',
    started: '2026-11-24T07:12:00.000Z',
    host: { os: 'Linux 6.1 x64', node: 'v20.20.2' },
  },
  { type: 'console', t: 500, peer: 'linux', text: 'booting' },
  { type: 'rig', t: 900, emulated: true, kernel: '6.1.0-28-arm64', firmware: '1a2b3c4d', addon: 'sha256:55', clocks: { r5: 500e6 } },
  { type: 'console', t: 1000, peer: 'r5', text: '# mpu: region 5 <base>\u001b[31m' },
  sampleTest('10', 'suites/10.identity.test.ts', 'linux says its core id', 950, 1100),
  { type: 'console', t: 1500, peer: 'r5', text: '# handoff & co' },
  {
    type: 'measurement',
    t: 1600,
    id: 'linux.read.32.4096',
    unit: 'MB/s',
    median: 61.234,
    n: 400,
    quantiles: { p99: 70, max: 80.5 },
    limits: { min: 40 },
    result: 'pass',
  },
  { type: 'measurement', t: 1650, id: 'pair.rtt.4', unit: 'us', median: 1234.5, n: 10, quantiles: {}, limits: { max: 2 }, result: 'fail' },
  {
    ...sampleTest('60', 'suites/60.throughput.test.ts', 'reads <fast> & "well"', 1400, 1700),
    result: 'fail',
    error: { code: 'assertion', message: '\u001b[31mexpected\u001b[39m 1 to be 2\u0007\n  at line 3' },
  },
  {
    ...sampleTest('60', 'suites/60.throughput.test.ts', 'writes fast', 1800, 1900),
    status: 'broken',
    result: 'none',
    reason: 'board lost',
    error: { code: 'BoardUnavailable', message: 'QEMU exited with signal SIGKILL\n  fix: start the run again' },
  },
  {
    ...sampleTest('50', 'suites/50.coherence.cache.test.ts', 'cleans the cache', 1900, 1900),
    status: 'skipped',
    result: 'none',
    reason: "board 'sim' does not have the capability 'cache'",
  },
  { type: 'incident', t: 1750, what: 'firmware-hang', action: 'power-cycle', ok: true },
  { type: 'end', t: 2000, status: 'completed', reason: null, counts: { pass: 1, fail: 1, broken: 1, skipped: 1 }, exit: 1 },
];

function sampleTest(suite: string, file: string, name: string, tStart: number, tEnd: number): Extract<RecordEvent, { type: 'test' }> {
  return { type: 'test', t: tEnd, suite, file, name, status: 'completed', result: 'pass', ms: tEnd - tStart, reason: null, tStart, tEnd };
}

/** Writes a record into a new temporary folder. */
export function sampleRun(events: readonly RecordEvent[] = SAMPLE_EVENTS): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'amp-hil-reports-'));
  const writer = RecordWriter.create(folder, 'sim');
  for (const event of events) writer.write(event);
  writer.close();
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
