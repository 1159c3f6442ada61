import { InvalidArgument } from '../../errors/errors';
import type { Rig } from '../../board/rig';
import type { CoherenceRun } from '../coherence-run';
import { checkCount, controlOffset } from '../control-block';
import { failureText, type WalkFailure } from './failure';
import { generateWalk } from './generate';
import { MOST_STEPS, type Window } from './model';
import { operationText, type Step } from './operation';
import { runWalk } from './run';
import { shrink } from './shrink';

export interface WalkOptions {
  /** Default: the rig's next. The same seed makes the same walk on a board of the same memory and sides. */
  seed?: number;
  /** 1 to 65535. */
  steps: number;
  /** Numbers of the steps to make; the others are left out, as a reproducer says. Default: all. */
  only?: readonly number[];
  /** Bytes from the start of the region that the walk may use, a multiple of 64; default: all but the control area. */
  len?: number;
  /** Most replays to shorten a walk that failed; 0: it is left as it is. */
  replays?: number;
  /** Ms that shortening may take; default 45 000, of the two minutes that a test has. */
  shortenMs?: number;
  /** Ms that what is under way is given to arrive when the cause of a failure is looked for; default 1500, which nothing of a memory takes. */
  settleMs?: number;
  signal?: AbortSignal | undefined;
  /** Steps made, of the walk and of every replay. */
  onProgress?: (done: number, replay: number) => void;
  /** For tests: ms of a clock that only goes forward. */
  now?: () => number;
}

/** A walk that failed, as short as it could be made. */
export interface Reproducer {
  /** Numbers of the steps that are left: what `--only` takes. */
  readonly only: readonly number[];
  /** Each in words. */
  readonly steps: readonly string[];
  readonly replays: number;
  /** No step of them can be left out by itself. */
  readonly minimal: boolean;
  /** Makes just these steps again. */
  readonly command: string;
}

export interface WalkRun extends CoherenceRun {
  readonly board: string;
  readonly seed: number;
  /** Steps of the whole walk. */
  readonly steps: number;
  /** Steps made: fewer after a failure, or with `only`. */
  readonly made: number;
  /** The first thing that was wrong; `failure` has it in words. */
  readonly first: WalkFailure | undefined;
  /** Of a failure. */
  readonly reproducer: Reproducer | undefined;
}

/** On a failing board each costs as much as the steps up to the failure. */
const REPLAYS = 48;
const SHORTEN_MS = 45_000;
const ALIGN = 64;
const SETTLE_MS = 1500;

/**
 * A seeded sequence of mixed operations by all sides, each checked against a model of the memory: a byte array. One side at a time touches the memory,
 * and hands it over with the declared barriers. A failure is shortened to the steps that it takes.
 */
export async function walk(rig: Rig, options: WalkOptions): Promise<WalkRun> {
  const { seed = rig.nextSeed(), steps: count, only, settleMs = SETTLE_MS, signal, onProgress } = options;
  if (count > MOST_STEPS) throw new InvalidArgument(`steps of a walk is ${count}`, { fix: `use at most ${MOST_STEPS}` });
  checkCount('steps of a walk', count);
  const sides = rig.peerIds;
  const window = windowOf(rig, options.len);
  const all = generateWalk(seed, count, window, sides);
  const steps = only ? chosen(all, only) : all;
  const run: Replay = (some, sweepBy, replay, enough) =>
    runWalk(
      rig,
      { seed, window, sides, steps: some, sweepBy },
      { settleMs: replay === 0 ? settleMs : undefined, signal, enough, onStep: (done) => onProgress?.(done, replay) },
    );
  const first = await run(steps, sides, 0);
  const made = first ? steps.filter(({ number }) => number <= first.step) : steps;
  const reproducer =
    first && (await shorten(made, first, options, run, (kept) => commandText(rig, { seed, steps: count, len: window.len, only: kept })));
  const what = `walk of ${steps.length} steps on ${sides.join(' and ')}, seed ${seed}`;
  const failure =
    first && reproducer && `${what}: ${failureText(first)}; ${first.cause}\n${reproducerText(reproducer, count)}${drawnText(rig, seed)}`;
  return { what, untested: undefined, failure, board: rig.board.name, seed, steps: count, made: made.length, first, reproducer };
}

type Replay = (
  steps: readonly Step[],
  sweepBy: readonly string[],
  replay: number,
  enough?: () => boolean,
) => Promise<WalkFailure | undefined>;

/** Without the sweep, which takes longest, where it was a step that failed; else with that by the side that saw it. */
async function shorten(
  steps: readonly Step[],
  failure: WalkFailure,
  { replays: most = REPLAYS, shortenMs = SHORTEN_MS, now = () => performance.now() }: WalkOptions,
  run: Replay,
  commandOf: (only: readonly number[]) => string,
): Promise<Reproducer> {
  const sweepBy = steps.some(({ number }) => number === failure.step) ? [] : [failure.side];
  const end = now() + shortenMs;
  const enough = (): boolean => now() >= end;
  let replays = 0;
  const { kept, minimal } = await shrink(
    steps,
    async (shorter) => (await run(shorter, sweepBy, ++replays, enough)) !== undefined,
    most,
    enough,
  );
  const only = kept.map(({ number }) => number);
  const words = kept.map(({ number, operation }) => `${number}: ${operationText(operation)}`);
  return { only, steps: words, replays, minimal, command: commandOf(only) };
}

function commandText(rig: Rig, { seed, steps, len, only }: Required<Pick<WalkOptions, 'seed' | 'steps' | 'len' | 'only'>>): string {
  const { name, faults } = rig.board;
  const given = faults.map((fault) => ` --fault ${fault}`).join('');
  const part = len === windowOf(rig, undefined).len ? '' : ` --len ${len}`;
  return `npx amp-hil walk -b ${name} --seed ${seed} --steps ${steps}${part} --only ${only.join(',')}${given}`;
}

/** The command starts the board with the walk's seed: faults hit elsewhere then. */
function drawnText({ board, seed }: Rig, walkSeed: number): string {
  if (board.faults.length === 0 || seed === walkSeed) return '';
  return `\n  what the faults hit is drawn by the run's seed: where the command finds nothing, the same run with --seed ${seed} does`;
}

function reproducerText({ only, steps, minimal, command }: Reproducer, count: number): string {
  const how = minimal ? 'none of which can be left out' : 'not the shortest perhaps: replays or time ran out';
  return [`  reproducer, ${only.length} of ${count} steps, ${how}: ${command}`, ...steps.map((step) => `    ${step}`)].join('\n');
}

function windowOf(rig: Rig, len: number | undefined): Window {
  const size = Math.min(...rig.peerIds.map((id) => rig.peer(id).region().size));
  const most = controlOffset(size);
  if (len === undefined) return { off: 0, len: most };
  if (Number.isInteger(len) && len > 0 && len <= most && len % ALIGN === 0) return { off: 0, len };
  throw new InvalidArgument(`len of a walk is ${len}`, { fix: `use a multiple of ${ALIGN} up to ${most}, or leave it out` });
}

function chosen(steps: readonly Step[], only: readonly number[]): Step[] {
  const none = only.find((number) => !(number >= 1 && number <= steps.length && Number.isInteger(number)));
  if (none === undefined && only.length > 0) return steps.filter(({ number }) => only.includes(number));
  throw new InvalidArgument(`only of a walk of ${steps.length} steps has ${none ?? 'no step'}`, {
    fix: `use numbers from 1 to ${steps.length}`,
  });
}
