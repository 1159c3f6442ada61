import { describe, expect, test } from '@jest/globals';
import type { AgentClient } from '../agent/client';
import { LinkClosed, Timeout } from '../errors/errors';
import { LinuxIrq } from './linux-irq';

/** Of an agent whose every call fails like that. */
const irqOf = (failure: Error): LinuxIrq =>
  new LinuxIrq(
    { call: () => Promise.reject(failure) } as Partial<AgentClient> as AgentClient,
    '3ed40000.doorbell',
    1,
    100,
    () => undefined,
  );

describe('closing an interrupt', () => {
  test('of an agent that has ended is done, so that whoever closes last does not hide what it died of', async () => {
    await expect(irqOf(new LinkClosed('the agent has ended before')).close()).resolves.toBeUndefined();
  });

  test('that fails in any other way says so', async () => {
    await expect(irqOf(new Timeout('closeIrq on linux', 100)).close()).rejects.toMatchObject({ code: 'Timeout' });
  });
});
