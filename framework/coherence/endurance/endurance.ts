import { Cancelled, InvalidArgument } from '../../errors/errors';
import type { Rig } from '../../board/rig';
import { endedForProbes } from '../../shm/probe';
import type { CoherenceRun } from '../coherence-run';
import { controlOffset } from '../control-block';
import { Draw } from '../walk/draw';
import { Counters } from './counters';
import { loadTurn } from './load';
import { drawPiece } from './pieces';

export interface EnduranceOptions {
  /** How long, at least; the piece in progress is ended. */
  seconds: number;
  /** Of all pieces; default: the rig's next. */
  seed?: number;
  signal?: AbortSignal;
  /** For tests: ms of a clock that only goes forward. */
  now?: () => number;
}

export interface EnduranceRun extends CoherenceRun {
  readonly seed: number;
  readonly seconds: number;
  readonly pieces: number;
  /** By name: hand-offs, bytes, walk steps, round trips, neighbour passes, messages, outcomes. */
  readonly totals: Readonly<Record<string, number>>;
}

/** Progress is told at least so often, in ms, whatever a piece takes. */
const PROGRESS_MS = 1500;
const ALIGN = 64;

/**
 * Everything at once from one seed for a stated time: pieces of every procedure, one after the other in the lower half of the memory, while one side fills and
 * verifies in the upper half, until a failing piece probes all of it. Ends at the first failure, which names the piece: the same seed draws the same pieces.
 */
export async function endurance(rig: Rig, options: EnduranceOptions): Promise<EnduranceRun> {
  const { seconds, seed = rig.nextSeed(), signal, now = () => performance.now() } = options;
  if (!(Number.isFinite(seconds) && seconds > 0))
    throw new InvalidArgument(`seconds of an endurance run is ${seconds}`, { fix: 'give a number above 0' });
  const sides = rig.peerIds;
  const ctl = controlOffset(Math.min(...sides.map((id) => rig.peer(id).region().size)));
  const half = Math.floor(ctl / 2 / ALIGN) * ALIGN;
  const started = now();
  const counters = new Counters(started, (minute) => rig.reportCounters({ what: 'endurance', ...minute }));
  let pieces = 0;
  let current = 'the first piece';
  let failure: string | undefined;
  /** Of the load: what a piece finds tells more, and goes before it. */
  let besides: string | undefined;
  let ended = false;
  let probing = false;
  const elapsed = (): number => (now() - started) / 1000;
  const goesOn = (): boolean => !ended && failure === undefined && besides === undefined && elapsed() < seconds;
  const meanwhile = async (): Promise<void> => {
    const draw = new Draw(seed ^ 0x5bd1_e995);
    const id = sides[0] as string;
    while (goesOn() && !probing) {
      const turn = await loadTurn(rig, id, draw, { off: half, len: ctl - half });
      counters.add(turn.counts, now());
      besides ??= turn.failure;
    }
  };
  const oneByOne = async (): Promise<void> => {
    const draw = new Draw(seed);
    while (goesOn()) {
      if (signal?.aborted) throw new Cancelled('the endurance run', { cause: signal.reason });
      const piece = drawPiece(draw, sides, half);
      pieces++;
      current = `piece ${pieces}, ${piece.text}`;
      const { counts, failure: wrong } = await piece.run(rig, signal);
      counters.add({ pieces: 1, ...counts }, now());
      if (wrong !== undefined) failure = `${current}: ${wrong}`;
    }
  };
  const told = setInterval(() => rig.reportProgress(`endurance, ${elapsed().toFixed(0)} of ${seconds} s: ${current}`), PROGRESS_MS);
  try {
    // The first error ends both; the other is waited for, so that nothing is under way on the board afterwards.
    const endBoth = (reason: unknown): never => {
      ended = true;
      throw reason;
    };
    const load = meanwhile().catch(endBoth);
    endedForProbes.set(rig, () => ((probing = true), load.catch(() => undefined)));
    const settled = await Promise.allSettled([oneByOne().catch(endBoth), load]);
    const rejected = settled.find((part) => part.status === 'rejected');
    // What was found stays found, also where the board is lost afterwards.
    if (rejected && failure === undefined && besides === undefined) throw rejected.reason;
    failure ??= besides;
  } finally {
    endedForProbes.delete(rig);
    clearInterval(told);
    counters.end(now());
  }
  const what = `endurance on ${sides.join(' and ')}, seed ${seed}, ${elapsed().toFixed(1)} s, ${pieces} pieces`;
  const wrong = failure === undefined ? undefined : `${what}: ${failure}`;
  return { what, untested: undefined, failure: wrong, seed, seconds: elapsed(), pieces, totals: counters.totals };
}
