import type { Rig } from '../board/rig';
import { checkCount, checkDone, controlOffset } from '../coherence/control-block';
import { pairedJobs } from '../coherence/paired-jobs';
import { BARRIER, PATTERN } from '../peer/jobs';
import { freshRun } from '../peer/loaded-thread';
import { mismatchText } from '../shm/diagnosis-text';
import { summarise } from './sample';

export interface ClockOptions {
  /** Peer whose clock is looked at. */
  of: string;
  /** Peer whose clock is believed. */
  against: string;
  /** Stretches of time to measure in each direction. */
  samples: number;
}

export interface ClockRun {
  of: string;
  against: string;
  /** Seconds of the one clock to a second of the other: no less than `least` and no more than `most`. */
  least: number;
  most: number;
  /** Seconds of one stretch. */
  stretch: number;
  samples: number;
  /** Why they could not be compared, which leaves no figures; undefined: they were. */
  failure: string | undefined;
}

/** A stretch is so long that the start of the second side, later than the first, hardly counts. */
const STRETCH_S = 0.1;
const BLOCK = 64;
/** So many take well over a quarter of a stretch on any side whose clock goes. */
const MOST_ROUNDS = 4 ** 10;

/** Says nothing of the infrastructure, so that it is no typed error: a failure of the run. */
class NotComparable extends Error {}

/**
 * Compares the clocks of two sides over the same stretches of time: hand-offs, which both sides time from the first round to the last. The producer's
 * stretch holds the consumer's, however late a loaded machine starts either: so with each side as the producer in turn the ratio of the rates lies
 * between the two, whatever the load.
 */
export async function compareClocks(rig: Rig, options: ClockOptions): Promise<ClockRun> {
  checkCount('samples', options.samples);
  try {
    return await compare(rig, options);
  } catch (error) {
    if (!(error instanceof NotComparable)) throw error;
    return { ...options, least: NaN, most: NaN, stretch: NaN, failure: error.message };
  }
}

async function compare(rig: Rig, { of, against, samples }: ClockOptions): Promise<ClockRun> {
  const rounds = await enoughRounds(rig, of, against);
  const [least, most, lengths]: [number[], number[], number[]] = [[], [], []];
  for (let i = 0; i < samples; i++) {
    const longer = await stretch(rig, of, against, rounds);
    most.push(longer.produced / longer.consumed);
    const shorter = await stretch(rig, against, of, rounds);
    least.push(shorter.consumed / shorter.produced);
    lengths.push(shorter.produced);
  }
  const [from, to, each] = [least, most, lengths].map((figures) => summarise(figures).median) as [number, number, number];
  return { of, against, least: from, most: to, stretch: each, samples, failure: undefined };
}

async function enoughRounds(rig: Rig, of: string, against: string): Promise<number> {
  for (let rounds = 4; rounds <= MOST_ROUNDS; rounds *= 4) {
    const { consumed } = await stretch(rig, of, against, rounds);
    if (consumed >= STRETCH_S / 4) return Math.ceil((rounds * STRETCH_S) / consumed);
  }
  throw new NotComparable(`the clock of ${against} hardly goes: in ${MOST_ROUNDS} rounds it did not count ${STRETCH_S / 4} s`);
}

/** Seconds of each side's own clock, by the rate that it states. */
async function stretch(rig: Rig, from: string, to: string, rounds: number): Promise<{ produced: number; consumed: number }> {
  const ctl = controlOffset(rig.peer(to).region().size);
  const block = { ctl, off: 0, len: BLOCK, rounds, seed: rig.nextSeed(), pattern: PATTERN.random };
  const common = { ...block, barrier: BARRIER.sy, maintenance: 0, patience: 0, run: freshRun() };
  const [produced, consumed] = await pairedJobs(
    'handoff',
    { peer: rig.peer(from), args: { role: 0, ...common } },
    { peer: rig.peer(to), args: { role: 1, ...common } },
    30_000,
  );
  if (consumed.mismatches > 0n) {
    const { firstOff, firstRound, expected, got, mismatches } = consumed;
    const first = mismatchText({ off: Number(firstOff), expected, got }, rig.peer(to).region().physmap);
    throw new NotComparable(
      `a hand-off from ${from} to ${to} ended in round ${firstRound} of ${rounds}: ${mismatches} elements differ; the first at ${first}`,
    );
  }
  checkDone(`rounds of a stretch, by its producer ${from}`, rounds, produced.rounds);
  checkDone(`rounds of a stretch, by its consumer ${to}`, rounds, consumed.rounds);
  const seconds = (ticks: bigint, peer: string): number => Number(ticks) / Number(rig.identity(peer).tickHz);
  return { produced: seconds(produced.ticks, from), consumed: seconds(consumed.ticks, to) };
}
