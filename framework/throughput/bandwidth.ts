import { BENCH_OP, type BenchOp } from '../peer/jobs';
import type { Rig } from '../board/rig';
import { checkCount, checkDataBlock } from '../coherence/control-block';
import { checkLimits, withinLimits, type Limits } from './limits';
import { summarise, type SampleSummary } from './sample';

export interface BandwidthOptions {
  peer: string;
  op: BenchOp;
  /** Access width in bits: 8, 16, 32, 64 or 128. */
  width: 8 | 16 | 32 | 64 | 128;
  /** Bytes of a block. */
  size: number;
  /** Samples to take after the warm-up. */
  samples: number;
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
}

/**
 * Block bandwidth of one side in MB/s (10^6 bytes a second), measured by a compiled loop with that side's own clock. The first job sizes the
 * sample and serves as warm-up; it is not in the result.
 */
export async function bandwidth(rig: Rig, options: BandwidthOptions): Promise<Measurement> {
  const { peer: id, op, width, size, samples, sampleMs = 2 } = options;
  checkCount('samples', samples);
  const measurementId = `${id}.${op}.${width}.${size}`;
  const limits = rig.board.limits[measurementId];
  checkLimits(measurementId, UNIT, limits);
  const peer = rig.peer(id);
  checkDataBlock(peer.region().size, 0, size);
  const hz = Number(rig.identity(id).tickHz);
  const run = async (reps: number): Promise<{ bytes: number; seconds: number }> => {
    const { bytes, ticks } = await peer.job('bench', { op: BENCH_OP[op], width, off: 0, len: size, reps });
    return { bytes: Number(bytes), seconds: Math.max(1, Number(ticks)) / hz };
  };
  const reps = await sampleSize(run, sampleMs / 1000);
  const values: number[] = [];
  for (let i = 0; i < samples; i++) {
    const { bytes, seconds } = await run(reps);
    values.push(bytes / seconds / 1e6);
  }
  const summary = summarise(values);
  const result = withinLimits(measurementId, summary.median, UNIT, limits) ? 'pass' : 'fail';
  return { id: measurementId, unit: UNIT, ...summary, limits, result };
}

/** Repetitions after which one sample lasts `seconds`; doubles until the clock shows enough to extrapolate. */
async function sampleSize(run: (reps: number) => Promise<{ seconds: number }>, seconds: number): Promise<number> {
  for (let reps = 1; ; reps *= 8) {
    const took = (await run(reps)).seconds;
    if (took >= seconds / 4 || reps > 1 << 20) return Math.max(1, Math.ceil((reps * seconds) / took));
  }
}
