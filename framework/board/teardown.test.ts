import { expect, test } from '@jest/globals';
import { BoardUnavailable, LinkClosed } from '../errors/errors';
import { Teardown, type UndoStep } from './teardown';

const step = (name: string, run: UndoStep['run'], ms = 1000): UndoStep => ({ name, ms, run });

test('steps run in reverse order', async () => {
  const seen: string[] = [];
  const teardown = new Teardown(['power', 'link', 'peer'].map((name) => step(name, () => Promise.resolve(seen.push(name)))));
  expect(await teardown.run()).toBeUndefined();
  expect(seen).toEqual(['peer', 'link', 'power']);
});

test('every step runs whatever failed before; the first error gives the code, and those that followed are told with it', async () => {
  const seen: string[] = [];
  const teardown = new Teardown([
    step('power', () => Promise.reject(new BoardUnavailable('the socket is stuck'))),
    step('link', () => Promise.resolve(seen.push('link'))),
    step('peer', () => {
      throw new LinkClosed('the agent is gone');
    }),
  ]);
  expect(await teardown.run()).toMatchObject({
    code: 'LinkClosed',
    message: 'the agent is gone\n  and then: the socket is stuck',
    cause: { errors: [{ code: 'LinkClosed' }, { code: 'BoardUnavailable' }] },
  });
  expect(seen).toEqual(['link']);
  expect([teardown.errorOf('power')?.message, teardown.errorOf('link')]).toEqual(['the socket is stuck', undefined]);
});

test('a step that hangs is given up at its deadline and the rest still runs', async () => {
  const seen: string[] = [];
  const teardown = new Teardown([
    step('power', () => Promise.resolve(seen.push('power'))),
    step('peer', () => new Promise<void>(() => undefined), 20),
  ]);
  expect(await teardown.run()).toMatchObject({ code: 'Timeout', operation: 'teardown: peer' });
  expect(seen).toEqual(['power']);
  expect(teardown.longest).toBe(1020);
});

test('a second run waits for the end of the first and gives its error; no step runs twice', async () => {
  const seen: string[] = [];
  let switchedOff: () => void = () => undefined;
  const off = new Promise<void>((resolve) => (switchedOff = resolve));
  const teardown = new Teardown([
    step('power', async () => {
      seen.push('power asked');
      await off;
      seen.push('off');
    }),
    step('peer', () => Promise.reject(new LinkClosed('gone'))),
  ]);
  const first = teardown.run();
  const second = teardown.run().then((error) => [...seen, error?.message]);
  while (seen.length === 0) await new Promise((resolve) => setImmediate(resolve));
  switchedOff();
  expect(await second).toEqual(['power asked', 'off', 'gone']);
  await first;
  await teardown.run();
  expect(seen).toEqual(['power asked', 'off']);
});
