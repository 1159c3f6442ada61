import { evaluate } from './model/evaluate';
import { parseLitmus } from './parse/parse';
import { printLitmus } from './print';
import { EDGES, MP, SB, SHAPES, type Edge } from './shapes';

/** Each thread with each edge that it can have, plain program order in the others. */
const CELLS = SHAPES.flatMap((shape) =>
  shape.pairs.flatMap((pair, thread) => (pair === undefined ? [] : shape.edges(thread).map((edge) => ({ shape, thread, edge })))),
);

function withEdge({ shape, thread, edge }: { shape: (typeof SHAPES)[number]; thread: number; edge: Edge }) {
  return shape.with(...shape.pairs.flatMap((pair, other) => (pair === undefined ? [] : [other === thread ? edge : 'po'])));
}

test('every edge that a thread lists makes a test, which prints and reads back with the same verdict', () => {
  expect(CELLS.length).toBeGreaterThan(500);
  for (const cell of CELLS) {
    const built = withEdge(cell);
    const options = { domain: 'inner' } as const;
    expect(evaluate(parseLitmus(printLitmus(built)), options).states).toEqual(evaluate(built, options).states);
  }
});

test('an edge that a thread does not list is refused, with those that it has', () => {
  for (const shape of SHAPES)
    for (const [thread, pair] of shape.pairs.entries())
      for (const edge of EDGES.filter((each) => pair !== undefined && !shape.edges(thread).includes(each)))
        expect(() => withEdge({ shape, thread, edge })).toThrow(/cannot have the edge.*\n.*use one of po, dmb.sy/);
  expect(() => MP.with('data', 'po')).toThrow(/whose accesses are WW, cannot have the edge 'data'/);
});

test('names are the standard ones', () => {
  expect(
    [MP.with('po', 'po'), MP.with('dmb.sy', 'addr'), SB.with('dmb.sy', 'dmb.sy'), MP.with('popl', 'poap')].map(({ name }) => name),
  ).toEqual(['MP', 'MP+dmb.sy+addr', 'SB+dmb.sys', 'MP+popl+poap']);
});

test('a thread of one access has no edge', () => {
  expect(SHAPES.find(({ name }) => name === 'CoRR')!.edges(0)).toEqual([]);
});
