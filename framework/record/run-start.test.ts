import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { countTests, exitStatus, worstExit } from './exit-status';
import { makeFolder } from './make-folder';
import { gitCommit, hostFacts } from './provenance';
import { createRunFolder, createRunId, findRunFolder } from './run-id';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'amp-hil-start-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a run id', () => {
  test('is the start in UTC and two random bytes', () => {
    expect(createRunId(new Date('2026-11-24T07:12:59.999Z'), Buffer.from([0xa1, 0xb2]))).toBe('20261124-0712-a1b2');
  });

  test('names a folder that was not there before', () => {
    const start = new Date('2026-11-24T07:12:00Z');
    const runs = Array.from({ length: 20 }, () => createRunFolder(join(folder, 'a', 'b'), start));
    expect(new Set(runs.map(({ id }) => id)).size).toBe(20);
    expect(readdirSync(join(folder, 'a', 'b'))).toHaveLength(20);
  });

  test('is looked for below the folder of runs; anything else is a path', () => {
    expect(findRunFolder('20261124-0712-a1b2', '/runs')).toBe('/runs/20261124-0712-a1b2');
    expect(findRunFolder('./mine', '/runs')).toBe('./mine');
    expect(findRunFolder('mine/run.jsonl', '/runs')).toBe('mine');
  });
});

describe('a folder', () => {
  test('that cannot be made ends in an error and not in a loop', () => {
    expect(() => makeFolder('/proc/none/deeper')).toThrow(/ENOENT/);
    mkdirSync(join(folder, 'there'));
    expect(() => makeFolder(join(folder, 'there'))).not.toThrow();
  });
});

describe('the exit status', () => {
  const counts = { pass: 1, fail: 0, broken: 0, skipped: 0 };
  test.each([
    [counts, false, 0],
    [{ ...counts, skipped: 9 }, false, 0],
    [{ ...counts, broken: 1 }, false, 3],
    [{ ...counts, broken: 1, fail: 1 }, false, 1],
    [counts, true, 3],
    [{ ...counts, pass: 0 }, false, 3],
    [{ ...counts, fail: 1 }, true, 1],
  ])('of %j, run broken: %s, is %i', (given, broken, exit) => {
    expect(exitStatus(given, broken)).toBe(exit);
  });

  test('of several runs is the one that tells most', () => {
    expect([worstExit([0, 0]), worstExit([3, 0]), worstExit([3, 1, 0]), worstExit([])]).toEqual([0, 3, 1, 0]);
    expect(countTests([])).toEqual({ pass: 0, fail: 0, broken: 0, skipped: 0 });
  });
});

describe('provenance', () => {
  test('is null for the commit outside a clone, and a hash inside one', () => {
    expect(gitCommit(folder)).toBeNull();
    expect(gitCommit(resolve(__dirname, '..', '..')) ?? 'null').toMatch(/^([0-9a-f]{12}(\+changes)?|null)$/);
    expect(hostFacts()).toMatchObject({ node: process.version });
  });
});
