import { Cancelled } from '../../errors/errors';
import { freshRun } from '../../peer/loaded-thread';
import type { Observation } from '../../shm/diagnosis';
import { CONTROL_SIZE, checkDone, controlOffset } from '../control-block';
import type { HandoffRun } from '../handoff';
import { compare, type Discrepancy } from './compare';
import { causeOf, causeOfLate } from './cause';
import { lateHandover, walkFailure, wrongByte, type Seen, type WalkFailure } from './failure';
import { ReferenceModel, type Window } from './model';
import { operationText, type Step } from './operation';
import { isOneMessage, perform, type WalkSides } from './perform';
import { initialFill, sweep } from './sweep';

/** All that a walk is made of. */
export interface WalkScript {
  readonly seed: number;
  readonly window: Window;
  readonly steps: readonly Step[];
  /** All sides. The first fills the window before the first step. */
  readonly sides: readonly string[];
  /** Sides that look at all of the window when the steps are done, in this order. */
  readonly sweepBy: readonly string[];
}

export interface WalkRunOptions {
  /** Ms after which what was under way must have arrived, when the cause of a failure is looked for; undefined: it is not looked for. */
  readonly settleMs: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** True: the run ends before its next step, with nothing found. */
  readonly enough?: (() => boolean) | undefined;
  readonly onStep?: ((done: number) => void) | undefined;
}

/** Offset in the control area of the word that hands the memory from side to side: no job has its words there. */
const HANDOVER_WORD = CONTROL_SIZE - 64;

/** Makes the steps one after the other, and gives the first thing that the model does not say. */
export function runWalk(sides: WalkSides, script: WalkScript, options: WalkRunOptions): Promise<WalkFailure | undefined> {
  return new WalkInProgress(sides, script, options).run();
}

class WalkInProgress {
  readonly #model: ReferenceModel;
  /** The side that may touch the window. */
  #owner: string;
  #handovers = freshRun();
  /** What the sides found in the word that hands it over, before the first time: a line may be as old. */
  readonly #found: bigint[] = [];

  constructor(
    private readonly sides: WalkSides,
    private readonly script: WalkScript,
    private readonly options: WalkRunOptions,
  ) {
    this.#model = new ReferenceModel(script.window, script.seed);
    this.#owner = script.sides[0] ?? '';
  }

  async run(): Promise<WalkFailure | undefined> {
    const { seed, window, steps, sweepBy } = this.script;
    const { enough = () => false } = this.options;
    const { bytes } = await this.sides.peer(this.#owner).job('fill', initialFill(seed, window));
    checkDone('bytes of the fill before the first step', window.len, bytes);
    const regions = this.script.sides.map((id) => this.sides.peer(id).region());
    for (const region of regions) this.#found.push(BigInt(await region.read32(controlOffset(region.size) + HANDOVER_WORD)));
    for (let i = 0; i < steps.length;) {
      if (this.options.signal?.aborted) throw new Cancelled('the walk', { cause: this.options.signal.reason });
      if (enough()) return undefined;
      const batch = batchAt(steps, i);
      const failure = await this.#make(batch);
      if (failure) return failure;
      i += batch.length;
      this.options.onStep?.(i);
    }
    const last = (steps.at(-1)?.number ?? 0) + 1;
    for (const side of sweepBy) {
      const seen = { step: last, peer: this.sides.peer(side), what: `the sweep by ${side} at the end` };
      const failure = (await this.#handOver(side, seen)) ?? (await this.#failure(seen, await sweep(seen.peer, this.#model, enough)));
      if (failure) return failure;
    }
    return undefined;
  }

  async #make(batch: readonly Step[]): Promise<WalkFailure | undefined> {
    const [first] = batch as [Step];
    const { side } = first.operation;
    const seen = ({ number, operation }: Step): Seen => ({ step: number, peer: this.sides.peer(side), what: operationText(operation) });
    const late = await this.#handOver(side, seen(first));
    if (late) return late;
    const made = await Promise.all(batch.map(({ operation }) => perform(this.sides, operation, this.options.settleMs !== undefined)));
    for (const [i, step] of batch.entries()) {
      const found = made[i];
      const expected = this.#model.apply(step, step.operation.kind === 'hand-off' ? (found as HandoffRun).seed : undefined);
      const wrong = compare(step.operation, expected, found);
      if (!wrong) continue;
      // A hand-off writes what it reads, and waits for words that are not of the model.
      const writtenBy = step.operation.kind === 'hand-off' ? step.number : this.#model.writerOf(wrongByte(wrong.element));
      // The memory, which is looked at again, has had the whole batch.
      for (const later of batch.slice(i + 1)) this.#model.apply(later);
      return this.#failure(wrong.within ? seen(step) : { ...seen(step), writtenBy }, wrong);
    }
    const { operation } = first;
    if (operation.kind === 'hand-off') this.#owner = operation.to;
    return undefined;
  }

  async #failure(seen: Seen, wrong: Discrepancy | undefined): Promise<WalkFailure | undefined> {
    if (!wrong) return undefined;
    const failure = walkFailure(seen, wrong, this.#model);
    const { settleMs } = this.options;
    if (settleMs === undefined) return failure;
    const other = this.script.sides.find((id) => id !== seen.peer.id) ?? seen.peer.id;
    return { ...failure, cause: wrong.cause ?? (await causeOf(seen.peer, this.sides.peer(other), wrong, this.#model, settleMs)) };
  }

  /**
   * Before another side goes on: the owner stores a word, which its barriers order after all that it wrote, and the next side loads it with barriers
   * before all that it reads. The store has ended when the owner answers, so the load must see it.
   */
  async #handOver(side: string, seen: Seen): Promise<WalkFailure | undefined> {
    if (side === this.#owner) return undefined;
    const [from, to] = [this.sides.peer(this.#owner).region(), this.sides.peer(side).region()];
    const off = controlOffset(from.size) + HANDOVER_WORD;
    this.#handovers = (this.#handovers + 1) >>> 0;
    await from.write32(off, this.#handovers, 'seq_cst');
    const got = await to.read32(off, 'seq_cst');
    const word: Observation = { off, width: 32, expected: BigInt(this.#handovers), got: BigInt(got) };
    if (word.expected === word.got) {
      this.#owner = side;
      return undefined;
    }
    const failure = lateHandover({ ...seen, what: `the hand-over from ${this.#owner} to ${side}` }, word);
    const { settleMs } = this.options;
    return settleMs === undefined ? failure : { ...failure, cause: await causeOfLate(word, from, to, this.#found, settleMs) };
  }
}

/** The steps from `at` on that can be under way at once: those of one side that are one message each, or one other step. */
function batchAt(steps: readonly Step[], at: number): readonly Step[] {
  const first = steps[at] as Step;
  let end = at + 1;
  const joins = ({ operation }: Step): boolean => isOneMessage(operation) && operation.side === first.operation.side;
  if (isOneMessage(first.operation)) while (end < steps.length && end - at < MOST_AT_ONCE && joins(steps[end] as Step)) end++;
  return steps.slice(at, end);
}

/** Each has its own deadline from when it is asked for: no more than are done well within it. */
const MOST_AT_ONCE = 16;
