import { PATTERN, type Pattern } from '../../peer/jobs';
import type { LoadOrder, StoreOrder, Width } from '../../peer/shm-peer';
import { Draw } from './draw';
import { PRIVATE_BYTES, type Window } from './model';
import type { Operation, OperationKind, Step } from './operation';
import { Places } from './places';

const WIDTHS: readonly Width[] = [8, 16, 32, 64];
const LOADS: readonly LoadOrder[] = ['relaxed', 'acquire', 'seq_cst'];
const STORES: readonly StoreOrder[] = ['relaxed', 'release', 'seq_cst'];
const PATTERNS = Object.keys(PATTERN) as Pattern[];

/** How often each kind is drawn. Scalars are many, since each is a round trip only; fills are what makes a side store much in one. */
const OFTEN: Readonly<Record<OperationKind, number>> = {
  write: 22,
  read: 24,
  'block-write': 8,
  'block-read': 8,
  'block-set': 6,
  fill: 7,
  verify: 8,
  copy: 5,
  'copy-out': 4,
  'hand-off': 5,
};
const KINDS = Object.entries(OFTEN).flatMap(([kind, times]) => Array<OperationKind>(times).fill(kind as OperationKind));

/** Bytes of a block that the serial line carries. */
const MOST_BLOCK = 80;
/** Bytes of what a job makes on its side. */
const MOST_SPAN = 0x1000;
const MOST_ROUNDS = 8;
/** A side goes on with the next step so often, before the other has its turn. */
const STAY = 4;

/** A walk of `count` steps through `window` by `sides`: the same seed, the same steps. The first of a longer walk are those of a shorter one. */
export function generateWalk(seed: number, count: number, window: Window, sides: readonly string[]): Step[] {
  const draw = new Draw(seed);
  const places = new Places(draw, window);
  const fills: Extract<Operation, { kind: 'fill' }>[] = [];
  let side = draw.pick(sides);
  return Array.from({ length: count }, (_, i) => {
    if (draw.once(STAY)) side = draw.pick(sides);
    const operation = generate(draw, places, side, sides, fills);
    if (operation.kind === 'fill') fills.push(operation);
    if (fills.length > LATEST_FILLS) fills.shift();
    return { number: i + 1, operation };
  });
}

/** Fills that a verify is likely to be about. */
const LATEST_FILLS = 4;

function generate(
  draw: Draw,
  places: Places,
  side: string,
  sides: readonly string[],
  fills: readonly Extract<Operation, { kind: 'fill' }>[],
): Operation {
  const kind = draw.pick(KINDS);
  switch (kind) {
    case 'write': {
      const width = draw.pick(WIDTHS);
      return { kind, side, width, off: places.scalar(width / 8), value: draw.value(width), order: draw.pick(STORES) };
    }
    case 'read': {
      const width = draw.pick(WIDTHS);
      return { kind, side, width, off: places.scalar(width / 8), order: draw.pick(LOADS) };
    }
    case 'block-write':
      return { kind, side, ...block(draw, places), seed: draw.seed() };
    case 'block-read':
      return { kind, side, ...block(draw, places) };
    case 'block-set':
      return { kind, side, ...block(draw, places), byte: draw.below(0x100) };
    case 'fill':
      return { kind, side, ...elements(draw, places, MOST_SPAN), pattern: draw.pick(PATTERNS), seed: draw.seed() };
    case 'verify': {
      // Mostly what was filled a moment ago, by whichever side; the rest may well differ, and then as the model says.
      const fill = draw.once(4) ? undefined : fills[draw.below(fills.length)];
      if (fill) return { ...fill, kind, side };
      return { kind, side, ...elements(draw, places, MOST_SPAN), pattern: draw.pick(PATTERNS), seed: draw.seed() };
    }
    case 'copy': {
      const { off, len } = places.block(1 + draw.below(MOST_BLOCK), 1);
      return { kind, side, off, len, from: places.block(len, 1).off };
    }
    case 'copy-out':
      return { kind, side, ...elements(draw, places, PRIVATE_BYTES) };
    case 'hand-off': {
      const to = draw.pick(sides.filter((other) => other !== side));
      const span = places.block(draw.once(2) ? 4 * (1 + draw.below(64)) : 4 * (1 + draw.below(MOST_SPAN / 4)), 4);
      return { kind, side, to, ...span, rounds: 1 + draw.below(MOST_ROUNDS), pattern: draw.pick(PATTERNS) };
    }
  }
}

/** Mostly of any offset and length; now and then in accesses of one width, which must fit. */
function block(draw: Draw, places: Places): { off: number; len: number; width?: Width } {
  if (!draw.once(4)) return places.block(1 + draw.below(MOST_BLOCK), 1);
  const width = draw.pick(WIDTHS);
  return { ...places.block((width / 8) * (1 + draw.below(MOST_BLOCK / 8)), width / 8), width };
}

/** Whole elements of a width. */
function elements(draw: Draw, places: Places, most: number): { off: number; len: number; width: Width } {
  const width = draw.pick(WIDTHS);
  const step = width / 8;
  return { ...places.block(step * (1 + draw.below(most / step)), step), width };
}
