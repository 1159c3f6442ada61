import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { acquireLock, lockKey, lockOwner } from './lock';

const name = (): string => `test-${process.pid}-${Math.random().toString(36).slice(2)}`;

test('a second user of a board is told who the first is', async () => {
  const board = name();
  const lock = await acquireLock(board);
  await expect(acquireLock(board)).rejects.toMatchObject({
    code: 'BoardUnavailable',
    message: expect.stringContaining(`pid ${process.pid}`),
  });
  await lock.release();
});

test('a released lock is free', async () => {
  const board = name();
  await (await acquireLock(board)).release();
  expect(await lockOwner(board)).toBeUndefined();
  await (await acquireLock(board)).release();
});

test('a release waits for nobody who asked for the owner and then hangs', async () => {
  const board = name();
  const lock = await acquireLock(board);
  const asker = connect({ path: `\0amp-hil-lock-${board}`, allowHalfOpen: true });
  await once(asker, 'readable'); // it has the answer, and neither takes it nor hangs up
  let released = false;
  const releasing = lock.release().then(() => (released = true));
  for (let turn = 0; turn < 100 && !released; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(released).toBe(true);
  asker.destroy();
  await releasing;
  await lock.release();
  await (await acquireLock(board)).release();
});

test('a lock does not outlive its process, even one that is killed', async () => {
  const board = name();
  const holder = spawn(process.execPath, [
    '-e',
    `require('net').createServer().listen('\\0amp-hil-lock-${board}', () => console.log('held'))`,
  ]);
  await once(holder.stdout, 'data');
  await expect(acquireLock(board)).rejects.toMatchObject({ code: 'BoardUnavailable' });
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  await (await acquireLock(board)).release();
});

test('a real board has one lock on the machine, a virtual one a lock for each clone', () => {
  const real = { name: 'lab', power: { kind: 'none' } } as const;
  const virtual = { name: 'sim', power: { kind: 'simulator' } } as const;
  expect(lockKey(real, '/a')).toBe(lockKey(real, '/b'));
  expect(lockKey(virtual, '/a')).not.toBe(lockKey(virtual, '/b'));
});
