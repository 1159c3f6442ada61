import { missingCapability } from '../coherence/capabilities';
import { increments, type IncrementsOptions, type IncrementsRun } from '../coherence/exclusives';
import { handoff, type HandoffOptions, type HandoffRun } from '../coherence/handoff';
import { endurance, type EnduranceOptions, type EnduranceRun } from '../coherence/endurance/endurance';
import { walk, type WalkOptions, type WalkRun } from '../coherence/walk/walk';
import { neighbours, type NeighboursOptions, type NeighboursRun } from '../coherence/neighbours';
import { tearing, type TearingOptions, type TearingRun } from '../coherence/tearing';
import { visibility, type VisibilityOptions, type VisibilityRun } from '../coherence/visibility';
import { wholeRegion, type WholeRegionOptions, type WholeRegionRun } from '../coherence/whole-region';
import { messagePassing, type MessagePassingOptions, type MessagePassingRun } from '../litmus/message-passing';
import type { LitmusTest } from '../litmus/program';
import { litmus } from '../litmus/run/litmus';
import type { LitmusOptions } from '../litmus/run/options';
import type { LitmusRun } from '../litmus/run/result';
import type { JobArgs } from '../peer/jobs';
import { checkBlocks, type BlockCheck } from '../shm/block-check';
import { doorbell, type DoorbellOptions, type DoorbellRun } from '../shm/doorbell';
import { checkPattern, type PatternCheck, type PatternCheckOptions } from '../shm/pattern-check';
import { looks } from '../shm/probe';
import { lookAgain } from '../shm/second-look';
import { readback, type ReadbackOptions, type ReadbackRun } from '../shm/readback';
import { compareClocks, type ClockOptions, type ClockRun } from '../throughput/clocks';
import { bandwidth, type BandwidthOptions, type Measurement } from '../throughput/bandwidth';
import { stream, type StreamOptions, type StreamRun } from '../throughput/stream';
import { roundTrips, type RoundTripOptions, type RoundTripRun } from '../throughput/round-trips';
import type { PROBED_CAPABILITIES } from './declaration';
import type { Rig } from './rig';

type Probed = (typeof PROBED_CAPABILITIES)[number];

/** What a rig does with its peers. Each procedure is a function in the folder of its concept; here they get their name on the rig. */
export abstract class RigProcedures {
  protected readonly probed = new Map<Probed, Promise<string | undefined>>();

  /** Scalar writes by one side, then reads by another. */
  async readback(this: Rig, from: string, to: string, options: ReadbackOptions): Promise<ReadbackRun> {
    const run = await readback(this.peer(from).region(), this.peer(to).region(), options);
    return { ...run, ...(await lookAgain(run, looks(this, from, to, run.observations[0]?.off ?? 0))) };
  }

  /** The job verify on a side; where it finds a mismatch, with what tells the cause. */
  checkPattern(this: Rig, id: string, args: JobArgs<'verify'>, options?: PatternCheckOptions): Promise<PatternCheck> {
    return checkPattern(this, id, args, options);
  }

  /** The job align on a side; where it finds a mismatch, with what tells the cause. */
  checkBlocks(this: Rig, id: string, args: JobArgs<'align'>): Promise<BlockCheck> {
    return checkBlocks(this, id, args);
  }

  handoff(this: Rig, options: HandoffOptions): Promise<HandoffRun> {
    return handoff(this, options);
  }

  /** Everything at once for a stated time; ends at the first failure. */
  endurance(this: Rig, options: EnduranceOptions): Promise<EnduranceRun> {
    return endurance(this, options);
  }

  /** Mixed operations by all sides from a seed, against a model of the memory; a failure is shortened. */
  walk(this: Rig, options: WalkOptions): Promise<WalkRun> {
    return walk(this, options);
  }

  /** One side counts up, the other reads: never backwards, and how long a count takes to be seen. */
  visibility(this: Rig, options: VisibilityOptions): Promise<VisibilityRun> {
    return visibility(this, options);
  }

  /** Both sides write elements of the same lines at once. */
  neighbours(this: Rig, options: NeighboursOptions): Promise<NeighboursRun> {
    return neighbours(this, options);
  }

  /** One side stores two patterns by turns, the other loads one of them, or parts of both. */
  tearing(this: Rig, options: TearingOptions): Promise<TearingRun> {
    return tearing(this, options);
  }

  /** Both sides add to one counter, by exclusives or without. */
  increments(this: Rig, options: IncrementsOptions): Promise<IncrementsRun> {
    return increments(this, options);
  }

  /** Why the board does not have a capability that is found out on it; `undefined` when it has. Probed at the first call. */
  missing(this: Rig, capability: Probed): Promise<string | undefined> {
    const earlier = this.probed.get(capability);
    if (earlier) return earlier;
    const probing = missingCapability(this, capability);
    this.probed.set(capability, probing);
    // A probe that could not be made says nothing of the board: the next test that needs to know makes another.
    probing.catch(() => this.probed.delete(capability));
    return probing;
  }

  /** One side fills the region, another verifies all of it. */
  wholeRegion(this: Rig, options: WholeRegionOptions): Promise<WholeRegionRun> {
    return wholeRegion(this, options);
  }

  messagePassing(this: Rig, options: MessagePassingOptions): Promise<MessagePassingRun> {
    return messagePassing(this, options);
  }

  /** Runs a litmus test on the sides, in every placement or in the one that `map` names, and judges what was seen by the memory model. */
  litmus(this: Rig, test: LitmusTest, options: LitmusOptions): Promise<LitmusRun> {
    return litmus(this, test, options);
  }

  /** The R5's doorbell: rings counted on Linux, paced with latencies, or as an unpaced burst. */
  doorbell(this: Rig, options: DoorbellOptions): Promise<DoorbellRun> {
    return doorbell(this, options);
  }

  /** The clocks of two sides over the same stretches of time. */
  compareClocks(this: Rig, options: ClockOptions): Promise<ClockRun> {
    return compareClocks(this, options);
  }

  /** Messages through a ring, one way or both at once; each is checked where it arrives. */
  stream(this: Rig, options: StreamOptions): Promise<StreamRun> {
    return stream(this, options);
  }

  /** One side sends, the other sends back, both polling; each trip is timed on the target. */
  roundTrips(this: Rig, options: RoundTripOptions): Promise<RoundTripRun> {
    return roundTrips(this, options);
  }

  bandwidth(this: Rig, options: BandwidthOptions): Promise<Measurement> {
    return bandwidth(this, options);
  }
}
