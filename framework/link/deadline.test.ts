import { describe, expect, jest, test } from '@jest/globals';
import { withDeadline } from './deadline';

const never = (): Promise<never> => new Promise(() => {});
const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'resolved',
    (error: unknown) => error,
  );

describe('a deadline', () => {
  test('gives the result of work that ends in time', async () => {
    await expect(withDeadline('read', 1000, undefined, Promise.resolve(7))).resolves.toBe(7);
    await expect(withDeadline('read', Infinity, undefined, () => Promise.resolve(7))).resolves.toBe(7);
  });

  test('names the operation, the time and the detail in its Timeout', async () => {
    await expect(withDeadline('boot of zcu102', 1, undefined, never(), () => 'last heard: nothing')).rejects.toMatchObject({
      code: 'Timeout',
      operation: 'boot of zcu102',
      ms: 1,
      message: 'boot of zcu102 did not finish within 1 ms: last heard: nothing',
    });
  });

  test('rejects with Cancelled when the signal aborts and keeps the reason', async () => {
    const abort = new AbortController();
    const waiting = rejection(withDeadline('boot', 1000, abort.signal, never()));
    abort.abort('Ctrl-C');
    expect(await waiting).toMatchObject({ code: 'Cancelled', message: 'boot was cancelled', cause: 'Ctrl-C' });
  });

  test('does not start work whose signal was aborted before', async () => {
    const work = jest.fn(never);
    await expect(withDeadline('boot', 1000, AbortSignal.abort(), work)).rejects.toMatchObject({ code: 'Cancelled' });
    expect(work).not.toHaveBeenCalled();
  });

  test('tells the work by its signal that nobody waits any more', async () => {
    let stop: AbortSignal | undefined;
    await rejection(
      withDeadline('boot', 1, undefined, (signal) => {
        stop = signal;
        return never();
      }),
    );
    expect(stop?.aborted).toBe(true);
  });

  test('leaves the signal alone when the work ended in time', async () => {
    let stop: AbortSignal | undefined;
    await withDeadline('boot', 1000, undefined, (signal) => {
      stop = signal;
      return Promise.resolve();
    });
    expect(stop?.aborted).toBe(false);
  });

  test('leaves no timer and no listener behind, however it ends', async () => {
    const abort = new AbortController();
    const add = jest.spyOn(abort.signal, 'addEventListener');
    const remove = jest.spyOn(abort.signal, 'removeEventListener');
    const set = jest.spyOn(globalThis, 'setTimeout');
    const clear = jest.spyOn(globalThis, 'clearTimeout');
    await withDeadline('a', 60_000, abort.signal, Promise.resolve());
    await rejection(withDeadline('b', 60_000, abort.signal, Promise.reject(new Error('broken'))));
    await rejection(withDeadline('c', 1, abort.signal, never()));
    // Its own timers, not all of this process: others begin and end in the meantime.
    const timers = set.mock.results.map(({ value }) => value);
    const cleared = clear.mock.calls.map(([timer]) => timer);
    set.mockRestore();
    clear.mockRestore();
    expect(timers).toHaveLength(3);
    expect(cleared).toEqual(timers);
    expect(add).toHaveBeenCalledTimes(3);
    expect(remove).toHaveBeenCalledTimes(3);
  });

  test('passes the error of the work on, also one thrown before its first await', async () => {
    await expect(withDeadline('a', 1000, undefined, Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    const throws = (): Promise<never> => {
      throw new Error('at once');
    };
    await expect(withDeadline('a', 1000, undefined, throws)).rejects.toThrow('at once');
  });

  test.each([NaN, -1])('refuses %p milliseconds', async (ms) => {
    await expect(withDeadline('a', ms, undefined, Promise.resolve())).rejects.toMatchObject({ code: 'InvalidArgument' });
  });
});
