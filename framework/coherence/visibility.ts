import type { Rig } from '../board/rig';
import { counterBase } from '../peer/pattern';
import type { JobResults } from '../peer/jobs';
import type { ShmRegion } from '../peer/shm-peer';
import type { Content } from '../shm/diagnosis';
import { causesText, diagnosisText, hex, mismatchText } from '../shm/diagnosis-text';
import { looks } from '../shm/probe';
import type { Measurement } from '../throughput/bandwidth';
import { checkLimits, withinLimits, type Limits } from '../throughput/limits';
import { always, type CoherenceRun } from './coherence-run';
import { checkCount } from './control-block';
import { lostSight, racingJobs, type RacingRun } from './racing-jobs';

export interface VisibilityOptions {
  /** Peer that counts up. */
  from: string;
  /** Peer that reads. */
  to: string;
  /** How far to count at the most: 65536, and up to the next multiple of 16, after which each round trip is made. The time for all trips is bounded. */
  count: number;
  /** Offset of the two lines that the count stands in; default 0. */
  off?: number;
}

export interface VisibilityRun extends CoherenceRun {
  from: string;
  to: string;
  /** Loads that gave an older count than had been seen, or an older first word than second. */
  backwards: number;
  /** The reader saw the last count in both words at the end. */
  finalSeen: boolean;
  /** Round trips in µs on the writer's clock, `from-to.visibility`; absent when none was made. */
  lag: Measurement | undefined;
  /** Round trips made: fewer than were asked for when the time for them was over. */
  samples: number;
}

/** Counts of a burst: `native/core/visibility.c`. */
const BURST = 16;
/** Bytes from one word to the other. */
const APART = 64;
/** Counts back that a word is looked for among. */
const COUNTS_BACK = 256;
const UNIT = 'µs';
/** A median is not moved by a scheduler's hiccups: beyond this something holds stores back. */
const LIMITS: Limits = { unit: UNIT, max: 50_000 };
/** The slowest round trip against the median of steady ones. */
const STEADY = 1.25;

type Word = [number, number];

/** `from` counts up in two lines of memory, the first before the second, `to` reads them in the other order and echoes what it sees. */
export async function visibility(rig: Rig, { from, to, count, off = 0 }: VisibilityOptions): Promise<VisibilityRun> {
  checkCount('count', count);
  const id = `${from}-${to}.visibility`;
  const limits = rig.board.limits[id] ?? LIMITS;
  checkLimits(id, UNIT, limits);
  const trips = Math.ceil(count / BURST);
  const stood = [await words(rig.peer(to).region(), off), await words(rig.peer(from).region(), off)];
  const ran = await racingJobs(rig, 'visibility', [from, to], { off, len: 2 * APART }, { trips });
  const [wrote, read] = ran.results;
  const samples = Number(wrote.done);
  const lag = samples === 0 ? undefined : lagOf(id, wrote, Number(rig.identity(from).tickHz), limits);
  const what = `visibility ${from} → ${to}, ${samples} of ${trips} round trips, counts to ${samples * BURST}, run ${hex(ran.run)}`;
  const { late } = ran;
  const faults = [
    ...(read.wrong > 0n ? [await wrongText(rig, ran, { from, to, off, stood, samples })] : []),
    ...(late.length > 0 ? [lostSight(late)] : []),
    ...(lag?.result === 'fail' ? [lagText(lag)] : []),
  ];
  return {
    from,
    to,
    what,
    untested: samples === 0 ? 'no round trip was made' : undefined,
    failure: faults.length > 0 ? `${what}: ${faults.join('\n')}` : undefined,
    backwards: Number(read.wrong),
    finalSeen: late.length === 0 && Number(read.done) === samples * BURST,
    lag,
    samples,
  };
}

function lagOf(id: string, { done, median, p99, max }: JobResults<'visibility'>, hz: number, limits: Limits): Measurement {
  const µs = (ticks: bigint): number => (Number(ticks) * 1e6) / hz;
  const result = withinLimits(id, µs(median), UNIT, limits) ? 'pass' : 'fail';
  return { id, unit: UNIT, n: Number(done), median: µs(median), quantiles: { p99: µs(p99), max: µs(max) }, limits, result };
}

function lagText({ median, quantiles, n, limits }: Measurement): string {
  // What delays a store delays each alike; a cache lets go of a line when it happens to.
  const steady = (quantiles['max'] ?? 0) <= STEADY * median;
  const late = { kind: 'late', ms: Math.round(median / 1000) } as const;
  const cause = causesText(steady ? [late] : [late, { kind: 'stale-line', lines: 2, age: 1 }]);
  const [p99 = 0, max = 0] = [quantiles['p99'], quantiles['max']].map((value) => Math.round(value ?? 0));
  return `a round trip takes ${Math.round(median)} µs at the median of ${n} (p99 ${p99}, maximum ${max}), allowed is ${limits?.max} µs; ${cause}`;
}

/** Of the first load that was wrong, by what it gave, what stood there before the run, and what both sides see there now. */
async function wrongText(
  rig: Rig,
  { results: [, read], run, region }: RacingRun<'visibility'>,
  { from, to, off, stood, samples }: { from: string; to: string; off: number; stood: readonly Word[]; samples: number },
): Promise<string> {
  const base = counterBase(run);
  const raw = (counts: bigint | number): bigint => BigInt.asUintN(32, BigInt(base) + BigInt(counts));
  const first = { off: Number(read.firstOff), width: 32 as const, expected: raw(read.before), got: raw(read.got) };
  const age = Number(read.before - read.got);
  const known = age > 0 && age <= samples * BURST;
  const index = first.off === off ? 0 : 1;
  const back = Array.from({ length: Math.min(age, COUNTS_BACK) }, (_, i) => raw(Number(read.before) - 1 - i));
  const olds = known ? [...back, first.got] : stood.map((pair) => BigInt(pair[index]));
  const [before, ...earlier] = olds.map(always);
  // Seen at last, whatever the last count was.
  const now = async (side: ShmRegion): Promise<Content> => {
    const value = BigInt((await words(side, off))[index]);
    return always(value === raw(samples * BURST) ? first.expected : value);
  };
  const later = await now(region);
  const writer = await now(rig.peer(from).region());
  const probe = await looks(rig, from, to, off).probe();
  const text = diagnosisText({ base: region.physmap, observations: [first], ...(before && { before, earlier }), later, writer, probe });
  const old = known ? `, ${age} counts old` : ', no count of this run';
  return `${read.wrong} loads gave an older count than had been seen; the first at ${mismatchText(first, region.physmap)}${old}; ${text}`;
}

async function words(region: ShmRegion, off: number): Promise<Word> {
  return [await region.read32(off), await region.read32(off + APART)];
}
