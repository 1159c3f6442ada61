import type { Rig } from '../board/rig';
import type { CoherenceRun } from '../coherence/coherence-run';
import { checkCount, checkDataBlock } from '../coherence/control-block';
import { lostSight, racingJobs } from '../coherence/racing-jobs';
import { ticksOf } from '../coherence/ticks';
import { InvalidArgument, ProtocolViolation } from '../errors/errors';
import { quantileOf, type Distribution } from '../record/distribution';
import { hex } from '../shm/diagnosis-text';
import type { Measurement } from './bandwidth';
import { tickSource, type TickSource } from './clock-source';
import { BUCKETS, distributionOf } from './distribution';
import { checkLimits, withinLimits } from './limits';

export interface RoundTripOptions {
  /** Peer that sends, and whose clock times the trips. */
  from: string;
  /** Peer that sends back. */
  to: string;
  /** Bytes of the payload: a multiple of 4, 4 to 65536. 4 is one word. */
  size: number;
  /** At the most: fewer are made when they take more than 10 s. */
  trips: number;
  /** Trips before, which do not count; default a tenth as many, at most 10 000. */
  warm?: number;
}

export interface RoundTripRun extends CoherenceRun {
  from: string;
  to: string;
  size: number;
  /** That were made and count. */
  trips: number;
  /** `from-to.rtt.size`, in µs. Absent when no trip was made. */
  measurement: Measurement | undefined;
}

const UNIT = 'µs';
const LEAST = 4;
const MOST = 0x10000;
const LINE = 64;
const MOST_WARM = 10_000;
/** For all trips of a run, in ms. */
const MOST_MS = 10_000;
const QUANTILES = { p90: 0.9, p99: 0.99, 'p99.9': 0.999 } as const;

/**
 * Round trips through shared memory, both sides polling: `from` stores the payload and then its last word, `to` sees that word, loads all of it, stores all of
 * it back, `from` sees the last word and loads all. Timed on the target, each trip by itself, from before the first store to after the last load; nothing is left
 * out of the distribution but the trips before. Half a trip is not the time of one way: the two need not be alike.
 */
export async function roundTrips(rig: Rig, { from, to, size, trips, warm = warmFor(trips) }: RoundTripOptions): Promise<RoundTripRun> {
  checkCount('trips', trips);
  if (!Number.isInteger(size) || size % 4 !== 0 || size < LEAST || size > MOST)
    throw new InvalidArgument(`size of a round trip is ${size}: a multiple of 4 from ${LEAST} to ${MOST} bytes is needed`);
  const id = `${from}-${to}.rtt.${size}`;
  const limits = rig.board.limits[id];
  checkLimits(id, UNIT, limits);
  const area = { off: 0, len: roundTripBytes(size) };
  const table = area.len - 4 * BUCKETS;
  checkDataBlock(rig.peer(to).region().size, area.off, area.len);
  const most = ticksOf(rig, from, MOST_MS);
  const { results, late, run } = await racingJobs(rig, 'pingpong', [from, to], area, { len: size, warm, trips, most, table });
  const [sent, back] = results;
  const n = Number(sent.done);
  // Fewer warm trips are made when they take too long: at least what counts was answered.
  if (late.length === 0 && back.done < sent.done)
    throw new ProtocolViolation(`answers of ${to}: ${back.done} to ${n} round trips that count`);
  const hz = Number(rig.identity(from).tickHz);
  const clock = {
    source: tickSource(rig.board, from),
    hz,
    resolution: Number(sent.resolution),
    overhead: Number(sent.overhead),
  };
  const read = async (): Promise<Distribution> =>
    distributionOf(
      await rig
        .peer(from)
        .region()
        .blockRead(table, 4 * BUCKETS),
      { hz, min: Number(sent.min), max: Number(sent.max), n },
    );
  const measurement = n === 0 ? undefined : measurementOf(id, await read(), clock, n, limits);
  const what = `round trips ${from} → ${to} → ${from}, ${size} bytes, ${n} of ${trips} trips after ${warm}, run ${hex(run)}`;
  const faults = [
    ...(sent.wrong > 0n ? [`${sent.wrong} of them brought back something else than was sent`] : []),
    ...(late.length > 0 ? [lostSight(late)] : []),
  ];
  return {
    from,
    to,
    size,
    trips: n,
    what,
    untested: n === 0 ? 'no round trip was made' : undefined,
    failure: faults.length > 0 ? `${what}: ${faults.join('\n')}` : undefined,
    measurement,
  };
}

/** Bytes of memory that round trips of a payload take: it twice, each from a line on, and the distribution. */
export function roundTripBytes(size: number): number {
  return 2 * Math.ceil(size / LINE) * LINE + 4 * BUCKETS;
}

function measurementOf(id: string, distribution: Distribution, clock: TickSource, n: number, limits: Measurement['limits']): Measurement {
  const µs = (ticks: number): number => (ticks * 1e6) / clock.hz;
  const median = µs(quantileOf(distribution, 0.5));
  const quantiles = {
    min: µs(distribution.min),
    // Of fewer than a thousand trips one in a thousand is none.
    ...Object.fromEntries(
      Object.entries(QUANTILES)
        .filter(([, q]) => n * (1 - q) >= 0.999)
        .map(([name, q]) => [name, µs(quantileOf(distribution, q))]),
    ),
    max: µs(distribution.max),
  };
  const result = withinLimits(id, median, UNIT, limits) ? 'pass' : 'fail';
  return { id, unit: UNIT, n, median, quantiles, limits, result, clock, distribution };
}

function warmFor(trips: number): number {
  return Math.min(MOST_WARM, Math.ceil(trips / 10));
}
