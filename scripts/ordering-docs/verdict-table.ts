import { evaluate } from '../../framework/litmus/model/evaluate';
import { SHAPES, type Edge, type Pair, type Shape } from '../../framework/litmus/shapes';

interface Column {
  readonly title: string;
  readonly domain: 'inner' | 'amp';
  /** What stands between two accesses; undefined: such a thread cannot have it. */
  readonly edge: (pair: Pair) => Edge | undefined;
}

const COLUMNS: readonly Column[] = [
  { title: 'nothing', domain: 'amp', edge: () => 'po' },
  // Before a load a store barrier orders nothing: that cell shows what is not enough.
  { title: 'DMB ST after a store, DMB LD after a load', domain: 'amp', edge: (pair) => (pair.startsWith('W') ? 'dmb.st' : 'dmb.ld') },
  { title: 'DMB SY', domain: 'amp', edge: () => 'dmb.sy' },
  { title: 'DMB ISH', domain: 'amp', edge: () => 'dmb.ish' },
  { title: 'address dependency', domain: 'amp', edge: afterLoad('addr') },
  { title: 'data dependency', domain: 'amp', edge: (pair) => (pair === 'RW' ? 'data' : undefined) },
  { title: 'control dependency', domain: 'amp', edge: afterLoad('ctrl') },
  { title: 'control dependency, ISB', domain: 'amp', edge: afterLoad('ctrlisb') },
  { title: 'acquire and release', domain: 'amp', edge: (pair) => (({ WW: 'popl', RR: 'poap', RW: 'poap', WR: 'pola' }) as const)[pair] },
];

/** Markdown: for each shape and column whether the model forbids the weak outcome. */
export function verdictTable(): string {
  const head = `| shape | ${COLUMNS.map(({ title }) => title).join(' | ')} |`;
  const rows = SHAPES.map((shape) => `| ${shape.name} | ${COLUMNS.map((column) => cell(shape, column)).join(' | ')} |`);
  return [head, `|---|${COLUMNS.map(() => '---|').join('')}`, ...rows].join('\n');
}

function cell(shape: Shape, { edge, domain }: Column): string {
  const pairs = shape.pairs.flatMap((pair) => (pair === undefined ? [] : [pair]));
  const edges = pairs.map(edge);
  if (edges.every((one) => one === undefined)) return '–';
  const test = shape.with(...edges.map((one) => one ?? 'dmb.sy'));
  return evaluate(test, { domain }).verdict === 'Forbidden' ? '**forbidden**' : 'allowed';
}

function afterLoad(edge: Edge): (pair: Pair) => Edge | undefined {
  return (pair) => (pair.startsWith('R') ? edge : undefined);
}
