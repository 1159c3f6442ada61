import { expect, test } from '@jest/globals';
import type { ExecLink, ExecResult } from '../../link/exec-link';
import { Remoteproc } from './remoteproc';

const answer = (code: number, stdout = '', stderr = ''): ExecResult => ({ code, signal: null, stdout, stderr, truncated: false });

/** A kernel that counts starts, as remoteproc does. */
function kernel(starts: number, stopFails = false): { link: ExecLink; writes: string[] } {
  const writes: string[] = [];
  const exec = (command: readonly string[]): Promise<ExecResult> => {
    if (command[0] === 'cat') return Promise.resolve(answer(0, starts > 0 ? 'running\n' : 'offline\n'));
    writes.push(command[4] ?? '');
    if (stopFails) return Promise.resolve(answer(1, '', 'sh: write error: Connection timed out\n'));
    starts--;
    return Promise.resolve(answer(0));
  };
  return { link: { exec } as unknown as ExecLink, writes };
}

const declared = { kind: 'remoteproc', instance: 'remoteproc0', port: 'zynqmp', folder: '/lib/firmware' } as const;

test.each([0, 1, 3])('an R5 that was started %i times is stopped as often', async (starts) => {
  const { link, writes } = kernel(starts);
  await new Remoteproc(link, declared).stop();
  expect(writes).toEqual(Array.from({ length: starts }, () => 'stop'));
});

test('an R5 that something starts again and again is given up on', async () => {
  await expect(new Remoteproc(kernel(1000).link, declared).stop()).rejects.toMatchObject({ code: 'BoardUnavailable' });
});

test('a stop that fails says what the kernel said and what to do', async () => {
  await expect(new Remoteproc(kernel(1, true).link, declared).stop()).rejects.toMatchObject({
    code: 'BoardUnavailable',
    message: expect.stringMatching(/'stop' to \/sys\/class\/remoteproc\/remoteproc0\/state failed: .*timed out.*power-cycle/s),
  });
});

test('a board without the instance is told which file is missing', async () => {
  const link = { exec: () => Promise.resolve(answer(1, '', "cat: can't open\n")) } as unknown as ExecLink;
  await expect(new Remoteproc(link, declared).state()).rejects.toMatchObject({
    code: 'ConfigError',
    message: expect.stringContaining('remoteproc0'),
  });
});
