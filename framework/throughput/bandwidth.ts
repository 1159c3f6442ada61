import { BENCH_OP, type BenchOp } from '../peer/jobs';
import type { Rig } from '../board/rig';
import { checkCount, checkDataBlock, controlOffset } from '../coherence/control-block';
import { InvalidArgument } from '../errors/errors';
import type { TickSource } from './clock-source';
import type { Distribution } from '../record/distribution';
import { underLoad } from './load';
import { precisionOf, type Precision } from './median-interval';
import { checkLimits, withinLimits, type Limits } from './limits';
import { summarise, type SampleSummary } from './sample';

export interface BandwidthOptions {
  peer: string;
  op: BenchOp;
  /** Access width in bits: 8, 16, 32, 64 or 128. */
  width: 8 | 16 | 32 | 64 | 128;
  /** Bytes of a block. */
  size: number;
  /** Samples to take after the warm-up, at the most: fewer where the median is known well enough before, or after 2 s. */
  samples: number;
  /** Width of the 95 % interval of the median that is well enough, as a part of it; default 0.05. */
  precision?: number;
  /** Peer that writes elsewhere in the memory all the while, which gives the id its `.loaded`; default none. */
  load?: string;
  /** Least time of one sample in ms on the target's clock: keeps the clock's resolution out of the figure. */
  sampleMs?: number;
}

const UNIT = 'MB/s';

export interface Measurement extends Omit<SampleSummary, 'quantiles'> {
  /** `side.op.width.size`, `pair.op.what` */
  id: string;
  unit: string;
  /** By name: `min`, `p90`, `p99`, `max` and others. */
  quantiles: Record<string, number>;
  limits: Limits | undefined;
  result: 'pass' | 'fail';
  /** How it was timed, where the figures are of single events. */
  clock?: TickSource;
  /** How well its median is known, where samples were taken until that was enough. */
  precision?: Precision;
  /** All values, where they were kept. */
  distribution?: Distribution;
}

/** What the other side writes is no larger, and lies behind what is measured. */
const LOAD_BYTES = 0x10000;
const LINE = 64;
const PRECISION = 0.05;
/** Of all samples, in seconds: a side that is a thousand times too slow is seen at once. */
const MOST_S = 2;
/** Fewer give no interval; and what something else on the host does for a moment must not be all that is seen. */
const [LEAST, LEAST_S] = [6, 0.05];

/**
 * Block bandwidth of one side in MB/s (10^6 bytes a second), measured by a compiled loop with that side's own clock. The first jobs size the
 * sample and serve as warm-up; they are not in the result. Samples are taken until the median is known well enough, or the cap of samples or 2 s are reached; none is left out.
 */
export async function bandwidth(rig: Rig, options: BandwidthOptions): Promise<Measurement> {
  const { peer: id, op, width, size, samples, precision = PRECISION, load } = options;
  checkCount('samples', samples);
  if (!(precision > 0)) throw new InvalidArgument(`precision is ${precision}: a part of the median is needed, as 0.05`);
  const measurementId = `${id}.${op}.${width}.${size}${load === undefined ? '' : '.loaded'}`;
  const limits = rig.board.limits[measurementId];
  checkLimits(measurementId, UNIT, limits);
  if (load === id) throw new InvalidArgument(`bandwidth of ${id} under a load by itself`, { fix: 'name another side' });
  const region = rig.peer(id).region();
  checkDataBlock(region.size, 0, size);
  const sample = (): Promise<Sampled> => sampled(rig, options, precision);
  const { values, ...known } = load === undefined ? await sample() : await underLoad(rig, load, beside(region.size, size), sample);
  const summary = summarise(values);
  const result = withinLimits(measurementId, summary.median, UNIT, limits) ? 'pass' : 'fail';
  return { id: measurementId, unit: UNIT, ...summary, limits, result, ...known };
}

interface Sampled {
  values: number[];
  precision: Precision;
}

async function sampled(rig: Rig, { peer: id, op, width, size, samples, sampleMs = 2 }: BandwidthOptions, wanted: number): Promise<Sampled> {
  const peer = rig.peer(id);
  const hz = Number(rig.identity(id).tickHz);
  const run = async (reps: number): Promise<{ bytes: number; seconds: number }> => {
    const { bytes, ticks } = await peer.job('bench', { op: BENCH_OP[op], width, off: 0, len: size, reps });
    return { bytes: Number(bytes), seconds: Math.max(1, Number(ticks)) / hz };
  };
  const reps = await sampleSize(run, sampleMs / 1000);
  const values: number[] = [];
  let spent = 0;
  for (;;) {
    const { bytes, seconds } = await run(reps);
    values.push(bytes / seconds / 1e6);
    spent += seconds;
    const precision = precisionOf(values, summarise(values).median, wanted);
    if (values.length >= samples || spent >= MOST_S || (values.length >= LEAST && spent >= LEAST_S && precision.reached))
      return { values, precision };
  }
}

/** Where the other side writes. Throws `InvalidArgument` when there is no room for it. */
function beside(region: number, size: number): { off: number; len: number } {
  const off = Math.ceil(size / LINE) * LINE;
  const len = Math.min(LOAD_BYTES, Math.floor((controlOffset(region) - off) / LINE) * LINE);
  checkDataBlock(region, off, len);
  return { off, len };
}

/** Repetitions after which one sample lasts `seconds`; doubles until the clock shows enough to extrapolate. */
async function sampleSize(run: (reps: number) => Promise<{ seconds: number }>, seconds: number): Promise<number> {
  for (let reps = 1; ; reps *= 8) {
    const took = (await run(reps)).seconds;
    if (took >= seconds / 4 || reps > 1 << 20) return Math.max(1, Math.ceil((reps * seconds) / took));
  }
}
