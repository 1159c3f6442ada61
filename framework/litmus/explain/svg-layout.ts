import type { Graph, GraphEvent, GraphFence } from './explanation';

/** Widths of the fonts used, in pixels a character, a little on the safe side. */
export const MONO = 7.3;
export const BOX_HEIGHT = 44;
export const TOP = 92;
const GAP = 150;
const MARGIN = 100;
const EVENT_STEP = 104;

export interface Box {
  readonly event: GraphEvent;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** Place among the events of its thread. */
  readonly row: number;
}

export interface Bar {
  readonly fence: GraphFence;
  /** Middle. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** Lower edge of the lowest box. */
  readonly bottom: number;
  readonly boxes: ReadonlyMap<string, Box>;
  readonly bars: readonly Bar[];
  /** Middles of the threads' columns. */
  readonly columns: readonly number[];
}

/** One column a thread, its events from top to bottom in program order, barriers between them. */
export function drawingOf({ events, fences, threads }: Graph, heading: string): Drawing {
  const boxes = new Map<string, Box>();
  const bars: Bar[] = [];
  const columns: number[] = [];
  let left = MARGIN;
  let bottom = TOP;
  for (let thread = 0; thread < threads; thread++) {
    const own = events.filter((event) => event.thread === thread);
    const ownFences = fences.filter((fence) => fence.thread === thread);
    const width = Math.max(
      112,
      ...own.map(({ instruction }) => instruction.length * MONO + 24),
      ...ownFences.map(({ text }) => text.length * MONO + 24),
    );
    const middle = left + width / 2;
    columns.push(middle);
    own.forEach((event, row) => boxes.set(event.name, { event, x: left, y: TOP + row * EVENT_STEP, width, row }));
    ownFences.forEach((fence) => {
      const together = ownFences.filter(({ position }) => position === fence.position);
      const shift = (together.indexOf(fence) - (together.length - 1) / 2) * 18;
      const between = TOP + fence.position * EVENT_STEP - (EVENT_STEP - BOX_HEIGHT) / 2;
      bars.push({ fence, x: middle, y: between + shift, width: fence.text.length * MONO + 12 });
    });
    left += width + GAP;
    bottom = Math.max(bottom, TOP + Math.max(0, own.length - 1) * EVENT_STEP + BOX_HEIGHT, ...bars.map(({ y }) => y + 12));
  }
  const width = Math.max(left - GAP + MARGIN, heading.length * 9.6 + 40);
  return { width, height: bottom + (threads > 2 ? 44 : 24), bottom, boxes, bars, columns };
}
