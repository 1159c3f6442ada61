import { board, doorbellName, measured, scaled, useRig } from '../framework';

const rig = useRig({ needs: ['doorbell'] });
const rounds = scaled(250, 10_000);
/** A burst takes no time a ring, and coalesces the more surely the longer it is. */
const burst = scaled(2000, 10_000);

describe('the doorbell from r5 to linux', () => {
  test(`${rounds} rings, each asked for and acknowledged, are ${rounds} interrupts: none lost, none too many`, async () => {
    const run = await rig.doorbell({ rounds, mode: 'paced' });
    expect(run).toMatchObject({ rings: rounds, counted: rounds, wakes: rounds, spurious: 0, missed: 0 });
    const { latency } = run;
    expect(latency).toMatchObject({ n: rounds, quantiles: { min: expect.any(Number) as number, 'p99.9': expect.any(Number) as number } });
    if (latency) expect(measured(latency)).toBeWithinLimits();
  });

  test('an unpaced burst coalesces: fewer interrupts than rings, but never without the last ring', async () => {
    const run = await rig.doorbell({ rounds: burst, mode: 'burst' });
    expect(run).toMatchObject({ rings: burst, missed: 0, lastSeen: burst });
    expect(run.counted).toBeGreaterThan(0);
    expect(run.counted).toBeLessThan(burst);
  });

  test('a wait without a ring ends at its deadline and says what it waited for', async () => {
    const irq = await rig.linux().openIrq(doorbellName(board()));
    try {
      await irq.arm();
      await expect(irq.wait(50)).rejects.toMatchObject({ code: 'Timeout', message: expect.stringContaining('.doorbell') as string });
    } finally {
      await irq.close();
    }
  });

  test('a wait that nobody rings is cancelled within 200 ms, and the side answers meanwhile', async () => {
    const irq = await rig.linux().openIrq(doorbellName(board()));
    try {
      const stop = new AbortController();
      const wait = irq.wait(30_000, { signal: stop.signal }).catch((error: unknown) => error);
      expect(await rig.linux().ping('still here')).toBe('still here');
      const asked = performance.now();
      stop.abort();
      expect(await wait).toMatchObject({ code: 'Cancelled' });
      expect(performance.now() - asked).toBeLessThan(200);
    } finally {
      await irq.close();
    }
  });
});

test('a shm device has no interrupt and says so', async () => {
  const open = async (): Promise<number> => {
    const irq = await rig.linux().openIrq(board().shm[0]!.name);
    try {
      return await irq.wait(50);
    } finally {
      await irq.close();
    }
  };
  await expect(open()).rejects.toMatchObject({
    code: 'UioError',
    errno: 'EIO',
    message: expect.stringContaining('has no interrupt') as string,
  });
});
