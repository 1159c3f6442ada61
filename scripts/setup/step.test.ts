import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { publish, runStep, type Step, type StepContext } from './step';

describe('a set-up step', () => {
  let build: string;
  let runs: number;
  let input: string;
  beforeEach(() => {
    build = mkdtempSync(join(tmpdir(), 'amp-hil-step-'));
    runs = 0;
    input = 'one';
  });
  afterEach(() => rmSync(build, { recursive: true, force: true }));

  const output = (): string => join(build, 'out/file');
  const step = (run?: (context: StepContext) => Promise<void>): Step => ({
    name: 'example',
    title: 'an example',
    inputs: () => [{ text: input }],
    outputs: () => [output()],
    run: async (context) => {
      runs++;
      writeFileSync(join(context.work, 'draft'), input);
      await run?.(context);
      publish(join(context.work, 'draft'), output());
    },
  });
  const go = (wanted = step(), signal = new AbortController().signal): Promise<{ cached: boolean }> =>
    runStep(wanted, signal, () => {}, build);

  test('runs once for the same inputs', async () => {
    expect(await go()).toEqual({ cached: false });
    expect(await go()).toEqual({ cached: true });
    expect(runs).toBe(1);
  });

  test('runs again when an input changed', async () => {
    await go();
    input = 'two';
    expect(await go()).toEqual({ cached: false });
    expect(readFileSync(output(), 'utf8')).toBe('two');
  });

  test('runs again when an output is gone', async () => {
    await go();
    rmSync(output());
    expect(await go()).toEqual({ cached: false });
    expect(existsSync(output())).toBe(true);
  });

  test('that fails keeps the old output, is not taken for done, and leaves no work behind', async () => {
    await go();
    input = 'two';
    await expect(go(step(() => Promise.reject(new Error('no'))))).rejects.toThrow('no');
    expect(readFileSync(output(), 'utf8')).toBe('one');
    expect(readdirSync(join(build, 'work'))).toEqual([]);
    input = 'one';
    expect(await go()).toEqual({ cached: false });
  });

  test('that was killed in the middle leaves nothing that looks complete', async () => {
    // What a kill leaves: work in progress, no stamp, no output.
    const stuck = go(step(() => new Promise(() => {})));
    void stuck;
    await Promise.resolve();
    expect(existsSync(output())).toBe(false);
    expect(await go()).toEqual({ cached: false });
    expect(readFileSync(output(), 'utf8')).toBe('one');
  });

  test('is told by an abort, which ends what it started', async () => {
    const abort = new AbortController();
    const sleeping = step(async ({ log }) => {
      const running = log.run('sleep', ['1000']);
      abort.abort();
      await running;
    });
    await expect(go(sleeping, abort.signal)).rejects.toMatchObject({ code: 'Cancelled' });
    expect(existsSync(output())).toBe(false);
  });

  test('logs what its programs print and fails when one does', async () => {
    const failing = step(({ log }) => log.run('sh', ['-c', 'echo some words; exit 3']));
    await expect(go(failing)).rejects.toThrow('sh ended with exit code 3');
    expect(readFileSync(join(build, 'logs/example.log'), 'utf8')).toContain('some words');
  });

  test('whose outcome lies elsewhere is asked each time', async () => {
    let done = false;
    const elsewhere: Step = { ...step(), isDone: () => done };
    expect(await go(elsewhere)).toEqual({ cached: false });
    done = true;
    expect(await go(elsewhere)).toEqual({ cached: true });
  });
});
