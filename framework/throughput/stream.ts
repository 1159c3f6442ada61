import type { Rig } from '../board/rig';
import type { CoherenceRun } from '../coherence/coherence-run';
import { checkCount, checkDataBlock, checkDone } from '../coherence/control-block';
import { lostSight, racingJobs } from '../coherence/racing-jobs';
import { InvalidArgument } from '../errors/errors';
import type { JobResults } from '../peer/jobs';
import { hex } from '../shm/diagnosis-text';
import type { Measurement } from './bandwidth';
import { checkLimits, withinLimits } from './limits';
import { summarise } from './sample';

export interface StreamOptions {
  /** Peer that sends. */
  from: string;
  /** Peer that takes; with `both` it sends as well. */
  to: string;
  /** Messages go both ways at once; default false. */
  both?: boolean;
  /** Bytes of a message, with its number and CRC: a multiple of 4, 16 to 8192. */
  size: number;
  /** Slots of a ring. */
  depth: number;
  /** Of each way, a sample. */
  messages: number;
  samples: number;
}

export interface StreamRun extends CoherenceRun {
  /** Messages that were taken, of all samples and ways. */
  taken: number;
  /** Of them those that were not the one whose turn it was. */
  lost: number;
  /** Of them those with another CRC. */
  corrupt: number;
  /** Messages before which the ring was full for the side that sends, or empty for the side that takes. */
  full: number;
  empty: number;
  /** MB/s and messages a second of each way, as the side that takes times it. Fewer samples than asked where one failed. */
  measurements: Measurement[];
}

const LINE = 64;
const [LEAST, MOST, MOST_DEPTH] = [16, 8192, 4096];
/** Of a sample, so that it is over before anybody gives it up. */
const MOST_BYTES = 2 ** 28;

/**
 * Messages through a ring in shared memory, one producer and one consumer a way, both polling. Each has its number and a CRC-32 of number and payload, made by
 * the side that sends and checked by the side that takes: what they cost is part of the figures, and that nothing is lost is seen, not assumed.
 */
export async function stream(rig: Rig, options: StreamOptions): Promise<StreamRun> {
  const { from, to, both = false, size, depth, messages, samples } = options;
  check(options);
  const area = { off: 0, len: streamBytes(size, depth) };
  checkDataBlock(rig.peer(to).region().size, area.off, area.len);
  const ways: Way[] = both ? [wayOf(from, to, options), wayOf(to, from, options)] : [wayOf(from, to, options)];
  for (const { id } of ways.flatMap(({ figures }) => figures)) checkLimits(id, unitOf(id), rig.board.limits[id]);
  const seed = rig.nextSeed();
  const faults: string[] = [];
  const sum = { taken: 0, lost: 0, corrupt: 0, full: 0, empty: 0 };
  let done = 0;
  for (; done < samples && faults.length === 0; done++) {
    const args = { ways: both ? 3 : 1, size, depth, messages, seed };
    const { results, late, run } = await racingJobs(rig, 'stream', [from, to], area, args);
    const all = `sample ${done + 1}, run ${hex(run)}`;
    for (const [i, { title, figures }] of ways.entries()) {
      const [sender, taker] = [results[i], results[1 - i]] as [JobResults<'stream'>, JobResults<'stream'>];
      for (const key of ['taken', 'lost', 'corrupt'] as const) sum[key] += Number(taker[key]);
      if (taker.lost + taker.corrupt > 0n) faults.push(`${title}, ${all}: ${lostText(taker)}`);
      sum.full += Number(sender.full);
      sum.empty += Number(taker.empty);
      if (late.length > 0 || taker.lost + taker.corrupt > 0n) continue;
      checkDone(`messages that ${title} sent`, messages, sender.sent);
      checkDone(`messages of ${title} that were taken`, messages, taker.taken);
      const seconds = Number(taker.ticks) / Number(rig.identity(i === 0 ? to : from).tickHz);
      for (const figure of figures) figure.values.push(figure.of(messages) / seconds);
    }
    if (late.length > 0) faults.push(`${all}: ${lostSight(late)}`);
  }
  const what = `stream ${from} ${both ? '↔' : '→'} ${to}, ${size} bytes a message, ${depth} slots, ${messages} messages, ${done} samples, ${sum.full} times full, ${sum.empty} times empty, seed ${hex(seed)}`;
  const measured = ways.flatMap(({ figures }) => figures.filter(({ values }) => values.length > 0));
  return {
    what,
    untested: sum.taken === 0 ? 'no message was taken' : undefined,
    failure: faults.length > 0 ? `${what}: ${faults.join('\n')}` : undefined,
    ...sum,
    measurements: measured.map(({ id, values }) => measurementOf(rig, id, values)),
  };
}

/** Bytes of memory that a stream takes: a ring each way, each slot from a line on. */
export function streamBytes(size: number, depth: number): number {
  return 2 * depth * Math.ceil(size / LINE) * LINE;
}

interface Way {
  readonly title: string;
  readonly figures: readonly { readonly id: string; readonly of: (messages: number) => number; readonly values: number[] }[];
}

function wayOf(from: string, to: string, { size, depth, both }: StreamOptions): Way {
  const id = (name: string): string => `${from}-${to}.${name}.${size}.${depth}${both ? '.duplex' : ''}`;
  return {
    title: `${from} → ${to}`,
    figures: [
      { id: id('stream'), of: (messages) => (messages * size) / 1e6, values: [] },
      { id: id(MESSAGES), of: (messages) => messages, values: [] },
    ],
  };
}

const MESSAGES = 'stream-messages';

function unitOf(id: string): string {
  return id.includes(`.${MESSAGES}.`) ? '1/s' : 'MB/s';
}

function lostText({ taken, lost, corrupt, first }: JobResults<'stream'>): string {
  return `of ${taken} messages taken ${lost} were not the one whose turn it was and ${corrupt} had another CRC; the first is number ${first - 1n}`;
}

function measurementOf(rig: Rig, id: string, values: readonly number[]): Measurement {
  const [unit, limits, summary] = [unitOf(id), rig.board.limits[id], summarise(values)];
  return { id, unit, ...summary, limits, result: withinLimits(id, summary.median, unit, limits) ? 'pass' : 'fail' };
}

function check({ from, to, size, depth, messages, samples }: StreamOptions): void {
  checkCount('messages', messages);
  checkCount('samples', samples);
  if (from === to) throw new InvalidArgument(`a stream from ${from} to itself`, { fix: 'name two sides' });
  if (!Number.isInteger(size) || size % 4 !== 0 || size < LEAST || size > MOST)
    throw new InvalidArgument(`size of a message is ${size}: a multiple of 4 from ${LEAST} to ${MOST} bytes is needed`);
  if (messages * size > MOST_BYTES)
    throw new InvalidArgument(`${messages} messages of ${size} bytes are ${messages * size} bytes: at most ${MOST_BYTES} are allowed`);
  if (!Number.isInteger(depth) || depth < 1 || depth > MOST_DEPTH)
    throw new InvalidArgument(`depth of a ring is ${depth}: 1 to ${MOST_DEPTH} slots are needed`);
}
