import { expect, test } from '@jest/globals';
import { Teardown } from './teardown';

test('steps run in reverse order', async () => {
  const seen: string[] = [];
  const teardown = new Teardown();
  for (const name of ['power', 'link', 'peer']) teardown.push(name, 1000, () => Promise.resolve(void seen.push(name)));
  expect(await teardown.run()).toBeUndefined();
  expect(seen).toEqual(['peer', 'link', 'power']);
});

test('every step runs whatever failed before, and the first error is kept', async () => {
  const seen: string[] = [];
  const teardown = new Teardown();
  teardown.push('power', 1000, () => Promise.resolve(void seen.push('power')));
  teardown.push('link', 1000, () => Promise.reject(new Error('second')));
  teardown.push('peer', 1000, () => Promise.reject(new Error('first')));
  expect((await teardown.run())?.message).toBe('first');
  expect(seen).toEqual(['power']);
});

test('a step that hangs is given up at its deadline and the rest still runs', async () => {
  const seen: string[] = [];
  const teardown = new Teardown();
  teardown.push('power', 1000, () => Promise.resolve(void seen.push('power')));
  teardown.push('peer', 20, () => new Promise<void>(() => undefined));
  expect(await teardown.run()).toMatchObject({ code: 'Timeout', operation: 'teardown: peer' });
  expect(seen).toEqual(['power']);
});

test('a second run does nothing', async () => {
  let runs = 0;
  const teardown = new Teardown();
  teardown.push('power', 1000, () => {
    runs++;
    return Promise.resolve();
  });
  await teardown.run();
  await teardown.run();
  expect(runs).toBe(1);
});
