import { LITMUS_AREA } from '../../litmus/run/litmus';
import { MP, SB } from '../../litmus/shapes';
import { runText } from '../../litmus/run/finding-text';
import { PATTERN, type Pattern } from '../../peer/jobs';
import type { Rig } from '../../board/rig';
import { handoffText } from '../handoff-text';
import type { Draw } from '../walk/draw';

/** What a piece did, by name, and what was wrong with it. */
export interface PieceResult {
  readonly counts: Readonly<Record<string, number>>;
  readonly failure: string | undefined;
}

/** A second's work or less: all that it is was drawn before it runs. */
export interface Piece {
  readonly text: string;
  readonly run: (rig: Rig, signal: AbortSignal | undefined) => Promise<PieceResult>;
}

const SIZES = [4, 60, 64, 1024, 4100, 16_384, 65_536];
/** Bytes of a piece that moves blocks. */
const MOVED = 0x40000;
const PATTERNS = Object.keys(PATTERN) as Pattern[];
const STEPS = 40;
const COUNT = 2048;
const ITERATIONS = 20_000;

/** The next piece. All of them stay below `len`, a multiple of 64. */
export function drawPiece(draw: Draw, sides: readonly string[], len: number): Piece {
  const from = draw.pick(sides);
  const to = draw.pick(sides.filter((id) => id !== from));
  // A litmus test takes an area of its own size, whatever it is given.
  const kinds = [handOff, handOff, aWalk, counting, neighbouring, messages, ...(len >= LITMUS_AREA ? [litmusTest] : [])];
  return draw.pick(kinds)(draw, from, to, len);
}

type DrawKind = (draw: Draw, from: string, to: string, len: number) => Piece;

const handOff: DrawKind = (draw, from, to, len) => {
  const size = draw.pick(SIZES.filter((bytes) => bytes <= len));
  const off = 4 * draw.below((len - size) / 4 + 1);
  const rounds = 1 + draw.below(Math.min(500, MOVED / size));
  const pattern = draw.pick(PATTERNS);
  return {
    text: `hand-off of ${size} bytes at 0x${off.toString(16)}, ${from} to ${to}, ${rounds} rounds, ${pattern}`,
    run: async (rig) => {
      const run = await rig.handoff({ from, to, size, off, rounds, pattern });
      return { counts: { 'hand-offs': run.rounds, bytes: run.verified }, failure: run.first && handoffText(run) };
    },
  };
};

const aWalk: DrawKind = (draw, _from, _to, len) => {
  const seed = draw.seed();
  return {
    text: `walk of ${STEPS} steps, seed ${seed}`,
    run: async (rig, signal) => {
      const { made, failure } = await rig.walk({ seed, steps: STEPS, len, signal });
      return { counts: { 'walk steps': made }, failure };
    },
  };
};

const counting: DrawKind = (_draw, from, to) => ({
  text: `visibility, ${from} counts, ${to} reads`,
  run: async (rig) => {
    const { samples, failure } = await rig.visibility({ from, to, count: COUNT });
    return { counts: { 'round trips': samples }, failure };
  },
});

const neighbouring: DrawKind = (draw, from, to) => {
  const width = draw.pick([8, 16, 32] as const);
  return {
    text: `neighbours of ${width} bits, ${from} and ${to}`,
    run: async (rig) => {
      const { passes, failure } = await rig.neighbours({ sides: [from, to], width, rounds: 1, passes: 100 });
      return { counts: { 'neighbour passes': passes[0] + passes[1] }, failure };
    },
  };
};

const messages: DrawKind = (_draw, from, to) => ({
  text: `messages from ${from} to ${to}`,
  run: async (rig) => {
    const { iterations, stale, first, seed } = await rig.messagePassing({ from, to, iterations: ITERATIONS, barriers: 'sy' });
    const what = `messages ${from} → ${to}, seed 0x${seed.toString(16)}`;
    const failure =
      first && `${what}: ${stale} stale reads; the first: flag 0x${first.flag.toString(16)}, data 0x${first.data.toString(16)}`;
    return { counts: { messages: iterations }, failure };
  },
});

const litmusTest: DrawKind = (draw, from, to) => {
  const test = draw.pick([MP, SB]).with('dmb.sy', 'dmb.sy');
  const [map, seed] = [[from, to], draw.seed()];
  return {
    text: `litmus ${test.name}, ${map.join(' and ')}, seed ${seed}`,
    run: async (rig, signal) => {
      const run = await rig.litmus(test, { iterations: ITERATIONS, map, seed, ...(signal && { signal }) });
      const failed = run.runs.some(({ result }) => result === 'fail');
      return {
        counts: { outcomes: run.runs.reduce((sum, { iterations }) => sum + iterations, 0) },
        failure: failed ? runText(run) : undefined,
      };
    },
  };
};
