import { expect, test } from '@jest/globals';
import { together } from './together';

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('ended by the abort'))));

test('the results come in the order of the parts', async () => {
  expect(await together([() => Promise.resolve(1), () => Promise.resolve(2)])).toEqual([1, 2]);
});

test('one part that fails ends those that wait for it, and its error is the one thrown', async () => {
  await expect(together([aborted, () => Promise.reject(new Error('the side died')), aborted])).rejects.toThrow('the side died');
});

test('a part that rejects with undefined has failed all the same', async () => {
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what is tested
  const results = together([() => Promise.reject(undefined), () => Promise.resolve(2)]);
  await expect(results).rejects.toBeUndefined();
});

test("the caller's abort ends all parts", async () => {
  const outer = new AbortController();
  const run = together([aborted, aborted], outer.signal);
  outer.abort();
  await expect(run).rejects.toThrow('ended by the abort');
});
