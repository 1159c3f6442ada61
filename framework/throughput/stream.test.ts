import { describe, expect, test } from '@jest/globals';
import { twoSides } from '../coherence/test/two-sides';
import { stream, type StreamOptions } from './stream';

const options: StreamOptions = { from: 'linux', to: 'r5', size: 100, depth: 4, messages: 1000, samples: 3 };

/** Role 0 sends and, both ways, takes; clocks of 1 MHz. `more`: what the taking side of the way to r5 says besides. */
const rig = (more: (sample: number) => Record<string, bigint | undefined> = () => ({})) => {
  let calls = 0;
  return twoSides((_, { role, args }) => {
    const both = Number(args['ways']) === 3;
    const sample = Math.floor(calls++ / 2);
    const messages = BigInt(args['messages'] ?? 0);
    const [sends, takes] = Number(role) === 0 ? [true, both] : [both, true];
    return {
      sent: sends ? messages : 0n,
      taken: takes ? messages : 0n,
      ticks: Number(role) === 0 ? 4000n : BigInt(1000 * (sample + 1)),
      ...(Number(role) === 1 && more(sample)),
    };
  });
};

describe('a stream', () => {
  test('gives MB/s and messages a second, timed by the side that takes, of each sample', async () => {
    const run = await stream(rig(), options);
    expect(run).toMatchObject({ taken: 3000, lost: 0, corrupt: 0, failure: undefined, untested: undefined });
    // 100 000 bytes in 1, 2 and 3 ms.
    expect(run.measurements).toMatchObject([
      { id: 'linux-r5.stream.100.4', unit: 'MB/s', n: 3, median: 50, quantiles: { min: 100 / 3, max: 100 } },
      { id: 'linux-r5.stream-messages.100.4', unit: '1/s', n: 3, median: 500_000 },
    ]);
  });

  test('both ways gives the figures of each', async () => {
    const run = await stream(rig(), { ...options, both: true, samples: 1 });
    expect(run.measurements.map(({ id, median }) => [id, median])).toEqual([
      ['linux-r5.stream.100.4.duplex', 100],
      ['linux-r5.stream-messages.100.4.duplex', 1_000_000],
      ['r5-linux.stream.100.4.duplex', 25],
      ['r5-linux.stream-messages.100.4.duplex', 250_000],
    ]);
  });

  test('that lost a message or brought another than was sent fails at once, with the number of the first', async () => {
    const run = await stream(
      rig((sample) => (sample === 1 ? { lost: 2n, corrupt: 1n, first: 18n } : {})),
      options,
    );
    expect(run.failure).toMatch(
      /linux → r5, sample 2, run 0x.*: of 1000 messages taken 2 were not the one whose turn it was and 1 had another CRC; the first is number 17/,
    );
    expect(run).toMatchObject({ taken: 2000, lost: 2, corrupt: 1 });
  });

  test('of which a side does not come is a failure, and gives no figure', async () => {
    const run = await stream(
      rig(() => ({ late: 1n, taken: 0n })),
      options,
    );
    expect(run.failure).toMatch(/r5 saw nothing of the other side for 3000 ms/);
    expect(run).toMatchObject({ measurements: [], untested: 'no message was taken' });
  });

  test('of which not all was done is no result', async () => {
    await expect(
      stream(
        rig(() => ({ taken: 999n })),
        options,
      ),
    ).rejects.toMatchObject({ code: 'ProtocolViolation' });
  });

  test.each<[Partial<StreamOptions>, RegExp]>([
    [{ size: 12 }, /size of a message is 12/],
    [{ size: 18 }, /size of a message is 18/],
    [{ size: 8196 }, /16 to 8192 bytes/],
    [{ depth: 0 }, /depth of a ring is 0: 1 to 4096/],
    [{ messages: 0 }, /messages is 0/],
    [{ messages: 3_000_000 }, /300000000 bytes: at most 268435456/],
    [{ samples: 0 }, /samples is 0/],
    [{ to: 'linux' }, /a stream from linux to itself/],
    [{ depth: 1000 }, /reaches into the control block/],
  ])('with %j is refused', async (over, message) => {
    await expect(stream(rig(), { ...options, ...over })).rejects.toMatchObject({
      code: 'InvalidArgument',
      message: expect.stringMatching(message) as unknown,
    });
  });
});
