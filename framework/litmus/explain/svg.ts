import type { Explanation, Graph, GraphEdge } from './explanation';
import { edgeSvg } from './svg-edge';
import { BOX_HEIGHT, drawingOf, TOP, type Box, type Drawing } from './svg-layout';
import { markersSvg, styleSvg } from './svg-style';
import { escapeText } from './svg-text';

/** The execution of an explanation as a drawing; undefined for a state that no execution has. Readable on light and dark ground. */
export function explanationSvg(explanation: Explanation): string | undefined {
  if (explanation.kind === 'unreachable') return undefined;
  const { graph, kind, state } = explanation;
  const verdict = kind === 'allowed' ? 'allowed' : `forbidden (${explanation.axiom})`;
  const heading = `${graph.test}: ${state} ${verdict}`;
  const drawing = drawingOf(graph, heading);
  const { width, height } = drawing;
  const size = `width="${Math.ceil(width)}" height="${Math.ceil(height)}" viewBox="0 0 ${Math.ceil(width)} ${Math.ceil(height)}"`;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img">`,
    `<title>${escapeText(heading)}</title>`,
    styleSvg(),
    markersSvg(),
    `<rect class="ground" width="100%" height="100%"/>`,
    `<text class="heading" x="20" y="26">${escapeText(heading)}</text>`,
    `<text class="code" x="20" y="46">${escapeText(`initially ${graph.initial}`)}</text>`,
    ...drawing.columns.map((x, thread) => `<text class="thread" x="${x}" y="${TOP - 14}" text-anchor="middle">P${thread}</text>`),
    ...edgesSvg(graph, drawing),
    ...drawing.bars.map(
      ({ fence, x, y, width: wide }) =>
        `<rect class="bar" x="${x - wide / 2}" y="${y - 9}" width="${wide}" height="17"/><text class="fence" x="${x}" y="${y + 4}" text-anchor="middle">${escapeText(fence.text)}</text>`,
    ),
    ...[...drawing.boxes.values()].map((box) => boxSvg(box, graph.cycle)),
    '</svg>',
  ].join('\n')}\n`;
}

/** Program order where nothing stronger is drawn, then the rest, the cycle on top. */
function edgesSvg(graph: Graph, drawing: Drawing): string[] {
  const joined = new Set([...graph.edges, ...graph.cycle].map(({ from, to }) => `${from} ${to}`));
  const po = graph.events.flatMap((event, at): GraphEdge[] => {
    const next = graph.events[at + 1];
    if (next?.thread !== event.thread || joined.has(`${event.name} ${next.name}`)) return [];
    return [{ from: event.name, to: next.name, kind: 'po', label: 'po', because: `${event.name} is before ${next.name} in program order` }];
  });
  return [
    ...[...po, ...graph.edges].map((edge) => edgeSvg(edge, drawing, false)),
    ...graph.cycle.map((edge) => edgeSvg(edge, drawing, true)),
  ].filter((text) => text !== '');
}

function boxSvg({ event, x, y, width }: Box, cycle: readonly GraphEdge[]): string {
  const hot = cycle.some(({ from }) => from === event.name) ? ' hot' : '';
  const middle = x + width / 2;
  return [
    `<rect class="box${hot}" x="${x}" y="${y}" width="${width}" height="${BOX_HEIGHT}" rx="5"/>`,
    `<text class="effect" x="${middle}" y="${y + 18}" text-anchor="middle">${escapeText(`${event.name}: ${event.kind} ${event.location}=${event.value}`)}</text>`,
    `<text class="code" x="${middle}" y="${y + 35}" text-anchor="middle">${escapeText(event.instruction)}</text>`,
  ].join('\n');
}
