import { describe, expect, test } from '@jest/globals';
import { jestTally } from './jest';
import { selftestTally } from './selftest';
import { suitesTally } from './suites';

describe('the count of a Jest run', () => {
  const json = (numPassedTests: number, numFailedTests: number, numRuntimeErrorTestSuites: number): string =>
    JSON.stringify({ numPassedTests, numFailedTests, numRuntimeErrorTestSuites });

  test('is the number of tests that passed and failed', () => {
    expect(jestTally(json(5, 2, 0), 1)).toEqual({ passed: 5, failed: 2 });
    expect(jestTally(json(5, 0, 0), 0)).toEqual({ passed: 5, failed: 0 });
  });

  test('counts a file that did not load as a failure', () => {
    expect(jestTally(json(5, 1, 2), 1)).toEqual({ passed: 5, failed: 3 });
  });

  test('counts a bad exit code that no test explains as a failure', () => {
    expect(jestTally(json(5, 0, 0), 1)).toEqual({ passed: 5, failed: 1 });
  });

  test('is one failure when Jest left no result', () => {
    expect(jestTally(undefined, 0)).toEqual({ passed: 0, failed: 1 });
  });
});

describe('the count of a run of suites', () => {
  const json = (pass: number, fail: number, broken: number): string =>
    JSON.stringify({ runs: [{ exit: 0, counts: { pass, fail, broken, skipped: 3 } }], exit: 0 });

  test('counts broken tests as failed and leaves out skipped ones', () => {
    expect(suitesTally(json(7, 1, 2), 1)).toEqual({ passed: 7, failed: 3 });
  });

  test('is a failure when nothing ran', () => {
    expect(suitesTally(json(0, 0, 0), 0)).toEqual({ passed: 0, failed: 1 });
  });

  test('is a failure when the command ended badly although no test failed', () => {
    expect(suitesTally(json(7, 0, 0), 3)).toEqual({ passed: 7, failed: 1 });
  });

  test('is a failure when the command printed no result', () => {
    expect(suitesTally('', 2)).toEqual({ passed: 0, failed: 1 });
  });
});

describe('the count of a selftest', () => {
  const json = (...problems: string[][]): string =>
    JSON.stringify({ runs: problems.map((one) => ({ faults: ['x'], problems: one })), exit: 0 });

  test('is the number of runs as they must be, and of those that are not', () => {
    expect(selftestTally(json([], ['not caught', 'wrong'], []), 1)).toEqual({ passed: 2, failed: 1 });
    expect(selftestTally(json([], []), 0)).toEqual({ passed: 2, failed: 0 });
  });

  test('is a failure when nothing ran, or the command ended badly, or printed no result', () => {
    expect(selftestTally(json(), 0)).toEqual({ passed: 0, failed: 1 });
    expect(selftestTally(json([], []), 3)).toEqual({ passed: 2, failed: 1 });
    expect(selftestTally('', 2)).toEqual({ passed: 0, failed: 1 });
  });
});
