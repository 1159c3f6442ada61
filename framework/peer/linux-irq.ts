import { InvalidArgument, RegionClosed } from '../errors/errors';
import type { AgentClient } from '../agent/client';
import { BELL_RESULTS, hex } from '../agent/protocol';
import { checkU64 } from '../shm/access-check';
import type { LinuxRegion } from './linux-region';
import type { JobOptions } from './shm-peer';

const LONGEST_WAIT = 24 * 3600 * 1000;
/** A cancel takes effect within 200 ms; the rest is for a slow link. */
const CANCEL_GRACE = 2000;
const ANSWER_TIMEOUT = 60_000;

export interface BellArgs {
  /** Offset of a control block, as of a job. */
  ctl: number;
  rounds: number;
  seed: bigint | number;
  /** Each ring is asked for. */
  paced: boolean;
}

/** What Linux saw of the rings. */
export interface BellAnswer extends Record<(typeof BELL_RESULTS)[number], number> {
  /** Paced: ns from each request to the return of the read that its ring ended. */
  samples: number[];
}

/** The interrupt of a UIO device: what libmetal's `metal_irq_*` are, without a handler. */
export class LinuxIrq {
  private counted = 0;
  private closed = false;

  constructor(
    private readonly agent: AgentClient,
    readonly name: string,
    private readonly handle: number,
    private readonly timeout: number,
    private readonly onClose: () => void,
  ) {}

  /** The device's count (u32, since it was bound) at the last interrupt waited for; 0 before. */
  get count(): number {
    return this.counted;
  }

  /** Unmasks the interrupt: it comes once, then is masked until armed again. One that is pending comes at once. */
  async arm(): Promise<void> {
    this.checkOpen();
    await this.agent.call('armIrq', [this.handle], { timeout: this.timeout });
  }

  /**
   * Waits for the next interrupt and gives the device's count. Rejects with `Timeout` after `ms`, with `UioError` (`EIO`) when the device has
   * no interrupt, and with `Cancelled` at most 200 ms after the signal.
   */
  async wait(ms: number, options: { signal?: AbortSignal } = {}): Promise<number> {
    this.checkOpen();
    if (!Number.isInteger(ms) || ms < 0 || ms > LONGEST_WAIT) {
      throw new InvalidArgument(`a wait of ${ms} ms`, { fix: 'give whole milliseconds from 0 to a day' });
    }
    const { signal } = options;
    const operation = `interrupt of '${this.name}' on linux`;
    this.counted = await this.agent.call('waitIrq', [this.handle, ms], {
      timeout: ms + this.timeout,
      signal,
      operation,
      grace: CANCEL_GRACE,
    });
    return this.counted;
  }

  /** Linux's half of the doorbell procedure; the other side runs the job `ring` with the same control block, rounds, seed and pacing. */
  async answerBell(region: LinuxRegion, { ctl, rounds, seed, paced }: BellArgs, options: JobOptions = {}): Promise<BellAnswer> {
    this.checkOpen();
    region.checkOpen();
    const args = [ctl, rounds, seed, paced ? 1 : 0].map((value) => hex(checkU64('argument of the doorbell', value)));
    const progress = options.onProgress ? this.agent.onProgress(options.onProgress) : undefined;
    try {
      const { results, samples } = await this.agent.call('answerBell', [this.handle, region.handle, args, progress?.token ?? 0], {
        timeout: options.timeout ?? ANSWER_TIMEOUT,
        signal: options.signal,
        operation: `answer to '${this.name}' on linux`,
        grace: CANCEL_GRACE,
      });
      const named = Object.fromEntries(BELL_RESULTS.map((key, i) => [key, results[i] ?? 0]));
      return { ...(named as Record<(typeof BELL_RESULTS)[number], number>), samples };
    } finally {
      progress?.dispose();
    }
  }

  /** Ends what waits on it. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.onClose();
    try {
      await this.agent.call('closeIrq', [this.handle], { timeout: this.timeout });
    } catch (error) {
      // With its agent the interrupt has ended as well; what the agent died of was told to the calls that were in flight.
      if ((error as { code?: unknown }).code !== 'LinkClosed') throw error;
    }
  }

  private checkOpen(): void {
    if (this.closed) throw new RegionClosed(`the interrupt of '${this.name}' on linux is closed`, { fix: 'open it again' });
  }
}
