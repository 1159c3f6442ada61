import type { GraphEdge } from './explanation';
import { BOX_HEIGHT, type Box, type Drawing } from './svg-layout';
import { escapeText } from './svg-text';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** How an edge runs, and where its label stands. */
interface Course {
  readonly path: string;
  readonly label: Point;
  readonly anchor: 'start' | 'middle' | 'end';
}

/** One edge as SVG; `strong`: it belongs to the cycle. */
export function edgeSvg(edge: GraphEdge, drawing: Drawing, strong: boolean): string {
  const from = drawing.boxes.get(edge.from);
  const to = drawing.boxes.get(edge.to);
  if (from === undefined || to === undefined) return '';
  const { path, label, anchor } = from.event.thread === to.event.thread ? within(from, to, drawing) : across(from, to, drawing);
  const weight = strong ? 'strong' : 'weak';
  const line = `<path class="edge ${edge.kind} ${weight}" d="${path}" marker-end="url(#to-${edge.kind})"><title>${escapeText(edge.because)}</title></path>`;
  if (edge.kind === 'po' && edge.label === 'po') return line;
  return `${line}\n<text class="label t-${edge.kind} ${weight}" x="${round(label.x)}" y="${round(label.y)}" text-anchor="${anchor}">${escapeText(edge.label)}</text>`;
}

/** Between neighbours straight down; else, or upwards, around on the side that looks away from the other threads. */
function within(from: Box, to: Box, { columns }: Drawing): Course {
  const leftmost = from.event.thread < columns.length / 2;
  const side = leftmost ? -1 : 1;
  const middle = from.x + from.width / 2;
  if (to.row === from.row + 1) {
    const [y1, y2] = [from.y + BOX_HEIGHT, to.y - 2];
    return {
      path: `M ${round(middle)} ${y1} L ${round(middle)} ${y2}`,
      label: { x: middle + side * 8, y: y1 + 14 },
      anchor: leftmost ? 'end' : 'start',
    };
  }
  const edge = leftmost ? from.x : from.x + from.width;
  const [y1, y2] = [from.y + BOX_HEIGHT / 2, to.y + BOX_HEIGHT / 2];
  const out = edge + side * (28 + 14 * Math.abs(to.row - from.row));
  return {
    path: `M ${round(edge)} ${y1} C ${round(out)} ${y1}, ${round(out)} ${y2}, ${round(edge + side * 2)} ${y2}`,
    label: { x: edge + side * (26 + 10 * Math.abs(to.row - from.row)), y: (y1 + y2) / 2 + 4 },
    anchor: leftmost ? 'end' : 'start',
  };
}

/** From one column's side to the other's; over columns in between in a bow that passes below all boxes. */
function across(from: Box, to: Box, { bottom }: Drawing): Course {
  const rightwards = from.x < to.x;
  const start = { x: rightwards ? from.x + from.width : from.x, y: from.y + BOX_HEIGHT / 2 };
  const end = { x: rightwards ? to.x - 2 : to.x + to.width + 2, y: to.y + BOX_HEIGHT / 2 };
  const far = Math.abs(from.event.thread - to.event.thread) > 1;
  // Half way a cubic is at a quarter of its ends' mean and three quarters of its controls'.
  const low = (bottom + 22 - (start.y + end.y) / 8) / 0.75;
  const away = (end.x - start.x) / (far ? 14 : 3);
  const first = { x: start.x + away, y: far ? low : start.y + (end.y - start.y) / 3 };
  const second = { x: end.x - away, y: far ? low : start.y + ((end.y - start.y) * 2) / 3 };
  const at = pointOn(start, first, second, end, far ? 0.5 : 0.27);
  return {
    path: `M ${round(start.x)} ${round(start.y)} C ${round(first.x)} ${round(first.y)}, ${round(second.x)} ${round(second.y)}, ${round(end.x)} ${round(end.y)}`,
    label: { x: at.x, y: at.y - 5 },
    anchor: 'middle',
  };
}

function pointOn(a: Point, b: Point, c: Point, d: Point, t: number): Point {
  const u = 1 - t;
  const mix = (p: number, q: number, r: number, s: number): number => u * u * u * p + 3 * u * u * t * q + 3 * u * t * t * r + t * t * t * s;
  return { x: mix(a.x, b.x, c.x, d.x), y: mix(a.y, b.y, c.y, d.y) };
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
