import { describe, expect, test } from '@jest/globals';
import type { Rig } from '../board/rig';
import { twoSides } from '../coherence/test/two-sides';
import { BUCKETS } from './distribution';
import { roundTrips } from './round-trips';

/** Of trips of 10 to 19 ticks, one each: 1 MHz, so µs. */
const trips = 10;
const sound = (role: bigint | number): Record<string, bigint> =>
  Number(role) === 0 ? { done: 10n, min: 10n, max: 19n, overhead: 1n, resolution: 1n, ticks: 145n } : { done: 12n };

function table(): Uint8Array {
  const counts = new Uint32Array(BUCKETS);
  counts.fill(1, 10, 20);
  return new Uint8Array(counts.buffer);
}

function over(rig: Rig, parts: object): Rig {
  return { ...(rig as unknown as Record<string, unknown>), ...parts } as unknown as Rig;
}

/** A rig whose sides answer so, and where the table lies wherever one reads. */
function rigOf(answer: (role: bigint | number) => Record<string, bigint>, left = table()): Rig {
  const rig = twoSides((_, { role }) => answer(role));
  const peer = (id: string): unknown => ({
    ...rig.peer(id),
    region: () => ({ ...rig.peer(id).region(), size: 0x100000, blockRead: () => Promise.resolve(left) }),
  });
  return over(rig, { peer });
}

const options = { from: 'linux', to: 'r5', size: 64, trips, warm: 2 };

describe('round trips', () => {
  test('give a measurement with its quantiles, its clock and the whole distribution', async () => {
    const run = await roundTrips(rigOf(sound), options);
    expect(run).toMatchObject({ failure: undefined, untested: undefined, trips: 10 });
    expect(run.measurement).toMatchObject({
      id: 'linux-r5.rtt.64',
      unit: 'µs',
      n: 10,
      median: 14,
      quantiles: { min: 10, p90: 18, max: 19 },
      clock: { source: 'CLOCK_MONOTONIC', hz: 1_000_000, resolution: 1, overhead: 1 },
      distribution: { hz: 1_000_000, min: 10, max: 19, buckets: Array.from({ length: 10 }, (_, i) => [10 + i, 1]) },
    });
  });

  test('are judged by the limits of the board', async () => {
    const limited = (max: number): Rig => {
      const rig = rigOf(sound);
      return over(rig, { board: { ...rig.board, limits: { 'linux-r5.rtt.64': { unit: 'µs', max } } } });
    };
    expect((await roundTrips(limited(13), options)).measurement).toMatchObject({ result: 'fail', limits: { max: 13 } });
    expect((await roundTrips(limited(14), options)).measurement?.result).toBe('pass');
  });

  test('that brought back something else are a failure, whatever they took', async () => {
    const run = await roundTrips(
      rigOf((role) => ({ ...sound(role), wrong: 3n })),
      options,
    );
    expect(run.failure).toMatch(
      /^round trips linux → r5 → linux, 64 bytes, 10 of 10 trips after 2, run 0x.*: 3 of them brought back something else/,
    );
  });

  test('of which a side saw nothing of the other end with that as their failure, and without any trip there is no figure', async () => {
    const run = await roundTrips(
      rigOf(() => ({ late: 1n })),
      options,
    );
    expect(run.failure).toMatch(/saw nothing of the other side for 3000 ms/);
    expect(run).toMatchObject({ trips: 0, measurement: undefined, untested: 'no round trip was made' });
  });

  test('of which the two sides counted differently, or that are not in the table, are no result', async () => {
    const counted = roundTrips(
      rigOf((role) => ({ ...sound(role), ...(Number(role) === 1 && { done: 9n }) })),
      options,
    );
    await expect(counted).rejects.toMatchObject({
      code: 'ProtocolViolation',
      message: expect.stringMatching(/answers of r5: 9 to 10 round trips/) as unknown,
    });
    await expect(roundTrips(rigOf(sound, new Uint8Array(4 * BUCKETS)), options)).rejects.toMatchObject({ code: 'ProtocolViolation' });
  });

  test.each([0, 2, 6, 65540, 4.5])('of %d bytes are refused with what is allowed', async (size) => {
    await expect(roundTrips(rigOf(sound), { ...options, size })).rejects.toMatchObject({
      code: 'InvalidArgument',
      message: expect.stringMatching(/a multiple of 4 from 4 to 65536/) as unknown,
    });
  });

  test('of a payload for which the memory is too small are refused', async () => {
    const rig = twoSides((_, { role }) => sound(role));
    await expect(roundTrips(rig, { ...options, size: 65536 })).rejects.toMatchObject({ code: 'InvalidArgument' });
  });
});
