import { describe, expect, test } from '@jest/globals';
import { twoSides } from '../coherence/test/two-sides';
import { Cancelled, PeerFault } from '../errors/errors';
import type { Rig } from '../board/rig';
import { bandwidth, type BandwidthOptions } from './bandwidth';

const options: BandwidthOptions = { peer: 'linux', op: 'read', width: 64, size: 1000, samples: 30 };

/** Bytes take the ticks (µs) that `perByte` says of the n-th job. */
function rig(perByte: (job: number) => number): Rig {
  let jobs = 0;
  return twoSides((_, { args }) => {
    const bytes = Number(args['len']) * Number(args['reps']);
    return { bytes: BigInt(bytes), ticks: BigInt(Math.round(bytes * perByte(jobs++))) };
  });
}

describe('bandwidth', () => {
  test('of a steady side is known before the cap, after 50 ms', async () => {
    const run = await bandwidth(
      rig(() => 0.01),
      options,
    );
    expect(run).toMatchObject({ id: 'linux.read.64.1000', unit: 'MB/s', median: 100, precision: { wanted: 0.05, reached: true } });
    expect(run.n).toBeGreaterThanOrEqual(25);
    expect(run.n).toBeLessThan(30);
  });

  test('of one that is not is sampled up to the cap, and says so', async () => {
    const run = await bandwidth(
      rig((job) => 0.01 * (1 + (job % 7))),
      options,
    );
    expect(run).toMatchObject({ n: 30, precision: { reached: false } });
    expect(run.precision?.interval?.low).toBeLessThan(run.median);
  });

  test('of one that is far too slow ends after 2 s', async () => {
    const run = await bandwidth(
      rig(() => 900),
      options,
    );
    expect(run.n).toBe(3);
    expect(run.precision).toEqual({ level: 0.95, wanted: 0.05, reached: false });
  });

  test.each<[Partial<BandwidthOptions>, RegExp]>([
    [{ precision: 0 }, /precision is 0/],
    [{ load: 'linux' }, /under a load by itself/],
    [{ size: 0xf000, load: 'r5' }, /data block/],
  ])('with %j is refused', async (over, message) => {
    await expect(
      bandwidth(
        rig(() => 1),
        { ...options, ...over },
      ),
    ).rejects.toMatchObject({ code: 'InvalidArgument', message: expect.stringMatching(message) as unknown });
  });
});

describe('bandwidth beside a load', () => {
  /** The r5's job goes on until it is cancelled, or ends as `end` says; the linux side measures. */
  function loaded(end?: Promise<unknown>): { on: Rig; asked: Record<string, unknown>[] } {
    const plain = rig(() => 0.01);
    const asked: Record<string, unknown>[] = [];
    const job = (_: string, args: Record<string, unknown>, { signal, onStarted }: { signal: AbortSignal; onStarted: () => void }) => {
      asked.push(args);
      onStarted();
      const cancelled = new Promise((__, reject) => {
        signal.addEventListener('abort', () => reject(new Cancelled('job bench on r5')));
      });
      return end === undefined ? cancelled : Promise.race([cancelled, end]);
    };
    const peer = (id: string): unknown => (id === 'r5' ? { region: () => plain.peer('r5').region(), job } : plain.peer(id));
    return { on: { ...(plain as unknown as Record<string, unknown>), peer } as unknown as Rig, asked };
  }

  test('has an id of its own, and the load lies beside the block and is ended afterwards', async () => {
    const { on, asked } = loaded();
    const run = await bandwidth(on, { ...options, load: 'r5' });
    expect(run).toMatchObject({ id: 'linux.read.64.1000.loaded', median: 100 });
    expect(asked).toMatchObject([{ op: 1, width: 64, off: 1024, len: 0xf000 - 1024 }]);
  });

  test('that ended before, or was cancelled by somebody else, is no measurement', async () => {
    for (const end of [Promise.resolve({}), Promise.reject(new Cancelled('job bench on r5'))])
      await expect(bandwidth(loaded(end).on, { ...options, load: 'r5' })).rejects.toMatchObject({
        code: expect.stringMatching(/ProtocolViolation|Cancelled/) as unknown,
      });
  });

  test('that faults is told as that fault', async () => {
    const fault = new PeerFault('data abort', { side: 'r5', kind: 'data', address: 1n, access: 'write', precise: true } as never);
    await expect(bandwidth(loaded(Promise.reject(fault)).on, { ...options, load: 'r5' })).rejects.toBe(fault);
  });
});
