import type { EdgeKind } from './edge';

/** By kind: colour on a light and on a dark ground. */
const COLOURS: Readonly<Record<EdgeKind, readonly [light: string, dark: string]>> = {
  rf: ['#c62828', '#ff8a80'],
  co: ['#1565c0', '#82b1ff'],
  fr: ['#d35400', '#ffb74d'],
  barrier: ['#2e7d32', '#81c784'],
  'acquire-release': ['#00796b', '#4db6ac'],
  dependency: ['#6a1b9a', '#ce93d8'],
  'same-location': ['#546e7a', '#b0bec5'],
  atomic: ['#ad1457', '#f48fb1'],
  po: ['#8a8a8a', '#9e9e9e'],
};

export const EDGE_KINDS = Object.keys(COLOURS) as EdgeKind[];

export function styleSvg(): string {
  return `<style>
text { font-family: 'DejaVu Sans', Verdana, sans-serif; font-size: 12px; fill: #202124; }
.ground { fill: #ffffff; }
.box { fill: #f5f6f8; stroke: #9aa0a6; stroke-width: 1; }
.box.hot { stroke: #202124; stroke-width: 1.6; }
.heading { font-size: 14px; font-weight: bold; }
.thread { font-weight: bold; }
.effect { font-weight: bold; font-size: 13px; }
.code, .fence { font-family: 'DejaVu Sans Mono', monospace; font-size: 11px; }
.bar { fill: #ffffff; stroke: none; }
.edge { fill: none; stroke-width: 1.3; }
.edge.weak { opacity: 0.75; }
.edge.strong { stroke-width: 2.6; }
.label { font-size: 11px; paint-order: stroke; stroke: #ffffff; stroke-width: 4px; stroke-linejoin: round; }
.label.strong { font-weight: bold; }
${EDGE_KINDS.map((kind) => colours(kind, COLOURS[kind][0])).join('\n')}
@media (prefers-color-scheme: dark) {
text { fill: #e8eaed; }
.ground { fill: #1e1f22; }
.box { fill: #2b2d31; stroke: #80868b; }
.box.hot { stroke: #e8eaed; }
.bar { fill: #1e1f22; }
.label { stroke: #1e1f22; }
${EDGE_KINDS.map((kind) => colours(kind, COLOURS[kind][1])).join('\n')}
}
</style>`;
}

export function markersSvg(): string {
  const marker = (kind: EdgeKind): string =>
    `<marker id="to-${kind}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path class="m-${kind}" d="M 0 1 L 10 5 L 0 9 z"/></marker>`;
  return `<defs>\n${EDGE_KINDS.map(marker).join('\n')}\n</defs>`;
}

function colours(kind: EdgeKind, colour: string): string {
  return `.${kind} { stroke: ${colour}; } .t-${kind}, .m-${kind} { fill: ${colour}; }`;
}
