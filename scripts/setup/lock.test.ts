import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { withTreeLock } from './lock';

describe('the lock of a tree', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'amp-hil-lock-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));
  const never = new AbortController().signal;
  const locked = <T>(body: () => Promise<T>, onWait = (): void => {}, signal = never): Promise<T> =>
    withTreeLock(signal, onWait, body, join(dir, 'lock'));

  test('lets a second set-up wait, says so, and lets it in when the first is done', async () => {
    const order: string[] = [];
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    let entered = (): void => {};
    const inside = new Promise<void>((resolve) => (entered = resolve));
    const first = locked(async () => {
      entered();
      await held;
      order.push('first');
    });
    await inside;
    // The first ends only after the second has said that it waits.
    const second = locked(
      async () => {
        order.push('second');
        // Let in too early, it must not leave the first waiting for ever.
        release();
      },
      () => {
        order.push('waits');
        release();
      },
    );
    await Promise.all([first, second]);
    expect(order).toEqual(['waits', 'first', 'second']);
  });

  test('is free again after a failure', async () => {
    await expect(locked(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await locked(() => Promise.resolve('mine'))).toBe('mine');
  });

  test('stops waiting when told to', async () => {
    const abort = new AbortController();
    await locked(async () => {
      const second = locked(
        () => Promise.resolve('mine'),
        () => abort.abort(),
        abort.signal,
      );
      await expect(second).rejects.toMatchObject({ name: 'AbortError' });
    });
  });
});
