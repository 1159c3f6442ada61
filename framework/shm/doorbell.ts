import { ConfigError, InvalidArgument } from '../errors/errors';
import { controlOffset } from '../coherence/control-block';
import type { Board } from '../board/declaration';
import type { Rig } from '../board/rig';
import type { Measurement } from '../throughput/bandwidth';
import { withinLimits } from '../throughput/limits';
import { doorbellSummary } from './doorbell-summary';

const UNIT = 'us';
/** They are counted in a word, and the one after the last is the end. */
const MOST_ROUNDS = 0xffff_fffe;

export interface DoorbellOptions {
  /** Peer that rings; default `r5`. */
  from?: string;
  rounds: number;
  /**
   * `paced`: Linux asks for each ring through shared memory and acknowledges it by its next request, so each is counted.
   * `burst`: the R5 rings as fast as it can; the interrupt controller has one pending bit, so rings coalesce.
   */
  mode: 'paced' | 'burst';
  timeout?: number;
}

export interface DoorbellRun {
  from: string;
  mode: 'paced' | 'burst';
  seed: number;
  /** Rings that the R5 made. */
  rings: number;
  /** Interrupts that the kernel counted for them. */
  counted: number;
  /** Times that the waiting thread was woken. */
  wakes: number;
  /** Interrupts that came without the word of a new ring. */
  spurious: number;
  /** Rings that were made and woke nobody; in a burst: the last one. */
  missed: number;
  /** The last ring whose word Linux saw after an interrupt. */
  lastSeen: number;
  /** Seconds on Linux's clock, from the first request to the last ring seen. */
  seconds: number;
  /**
   * Paced: from the store of the request (Linux, user space) to the return of the waiting thread's `read`, both on Linux's CLOCK_MONOTONIC.
   * That is: the word reaching the R5 that polls it, the ring, the interrupt controller, the kernel's handler, and the thread's wake-up.
   */
  latency: Measurement | undefined;
}

/** The name of the board's doorbell device on Linux. */
export function doorbellName(board: Board): string {
  const { doorbell } = board.memory;
  if (doorbell) return `${doorbell.base.toString(16)}.doorbell`;
  throw new ConfigError(`board '${board.name}' has no doorbell`, { fix: `declare memory.doorbell in boards/${board.name}/board.ts` });
}

/** The R5 rings `rounds` times; Linux waits on the doorbell's UIO device and counts. Both halves are compiled loops. */
export async function doorbell(rig: Rig, { from = 'r5', rounds, mode, timeout = 60_000 }: DoorbellOptions): Promise<DoorbellRun> {
  // A mode that is neither would be taken for a burst.
  if (mode !== 'paced' && mode !== 'burst')
    throw new InvalidArgument(`doorbell: mode is '${String(mode)}'`, { fix: "use 'paced' or 'burst'" });
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > MOST_ROUNDS)
    throw new InvalidArgument(`doorbell: rounds is ${String(rounds)}; at least 1 is needed, at most ${MOST_ROUNDS}`);
  const seed = rig.nextSeed();
  const linux = rig.linux();
  const region = linux.region();
  const common = { ctl: controlOffset(region.size), rounds, seed };
  const paced = mode === 'paced';
  const irq = await linux.openIrq(doorbellName(rig.board));
  const stop = new AbortController();
  let cause: unknown;
  const half = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch (error) {
      cause ??= error;
      stop.abort();
      return undefined;
    }
  };
  try {
    const [answer, rung] = await Promise.all([
      half(irq.answerBell(region, { ...common, paced }, { timeout, signal: stop.signal })),
      half(rig.peer(from).job('ring', { ...common, paced: paced ? 1 : 0 }, { timeout, signal: stop.signal })),
    ]);
    if (!answer || !rung) throw cause;
    const { counted, wakes, spurious, missed, round, ns, samples } = answer;
    const latency = paced && samples.length > 0 ? latencyOf(rig.board, from, samples) : undefined;
    return { from, mode, seed, rings: Number(rung.rings), counted, wakes, spurious, missed, lastSeen: round, seconds: ns / 1e9, latency };
  } finally {
    await irq.close();
  }
}

function latencyOf(board: Board, from: string, samples: readonly number[]): Measurement {
  const id = `${from}-linux.doorbell.request-to-wake`;
  const limits = board.limits[id];
  const summary = doorbellSummary(samples);
  const result = withinLimits(id, summary.median, UNIT, limits) ? 'pass' : 'fail';
  return { id, unit: UNIT, ...summary, limits, result };
}
