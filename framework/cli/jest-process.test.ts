import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RELEASE_MS } from '../board/release-times';
import { JEST_KILL_MS, runJest, type JestOutcome } from './jest-process';

/** The Jest process of a run, with a program of a test's own in Jest's place. Its time is ours to move; its end is real. */

let root: string;
let log: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'amp-hil-jest-'));
  log = join(root, 'log');
  writeFileSync(log, '');
  writeFileSync(join(root, 'package.json'), '{}');
  mkdirSync(join(root, 'node_modules/jest/bin'), { recursive: true });
});
afterEach(() => {
  jest.useRealTimers();
  rmSync(root, { recursive: true });
});

const said = (): string[] => readFileSync(log, 'utf8').split('\n').filter(Boolean);
async function logged(word: string): Promise<void> {
  const watcher = watch(log);
  try {
    while (!said().includes(word)) await once(watcher, 'change');
  } finally {
    watcher.close();
  }
}

/** Starts the process; once interrupted it tears down for ever, or until its file `end` is there. */
function start(): { ended: Promise<JestOutcome>; interrupt: () => void } {
  const program = `
    const { appendFileSync, existsSync } = require('node:fs');
    const say = (word) => appendFileSync(${JSON.stringify(log)}, word + '\\n');
    setInterval(() => { if (existsSync(${JSON.stringify(join(root, 'end'))})) process.exit(3); }, 5);
    process.on('SIGINT', () => say('interrupted'));
    say('up');`;
  writeFileSync(join(root, 'node_modules/jest/bin/jest.js'), program);
  const stop = new AbortController();
  const ended = runJest({ root, files: [], env: {}, signal: stop.signal });
  return { ended, interrupt: () => stop.abort('SIGINT') };
}

describe('a Jest that was interrupted', () => {
  test('may take as long to release its board as that can take, and is not killed before', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    const { ended, interrupt } = start();
    await logged('up');
    interrupt();
    await logged('interrupted');
    jest.advanceTimersByTime(RELEASE_MS);
    writeFileSync(join(root, 'end'), '');
    expect(await ended).toEqual({ code: 3, signal: null, killed: false });
  });

  test('is killed when it has not ended after that, and the outcome says so', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    const { ended, interrupt } = start();
    await logged('up');
    interrupt();
    await logged('interrupted');
    jest.advanceTimersByTime(JEST_KILL_MS);
    expect(await ended).toEqual({ code: null, signal: 'SIGKILL', killed: true });
  });
});
