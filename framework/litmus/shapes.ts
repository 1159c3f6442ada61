import { InvalidArgument } from '../errors/errors';
import { BARRIER_SCOPES, litmusTest, ThreadBuilder, type BarrierName, type Dependency, type Expected } from './builder';
import type { LitmusTest, Register } from './program';

/** Kinds of a thread's two accesses, in program order. */
export type Pair = 'WW' | 'RR' | 'RW' | 'WR';

/**
 * What stands between a thread's two accesses: nothing (`po`), a barrier, a dependency, or acquire and release by diy's letters (P plain, A acquire, Q
 * acquire-pc, L release): `popl` releases at the second access, `poap` acquires at the first, `pola` does both.
 */
export type Edge = 'po' | BarrierName | Dependency['kind'] | `po${'p' | 'a' | 'q' | 'l'}${'p' | 'a' | 'q' | 'l'}`;

/** Every edge; `popp` is `po` by its letters. */
export const EDGES: readonly Edge[] = [
  'po',
  ...(['dmb', 'dsb'] as const).flatMap((kind) => BARRIER_SCOPES.map((scope): BarrierName => `${kind}.${scope}`)),
  ...(['addr', 'data', 'ctrl', 'ctrlisb'] as const),
  ...(['p', 'a', 'q', 'l'] as const).flatMap((first) => (['p', 'a', 'q', 'l'] as const).map((second): Edge => `po${first}${second}`)),
];

type Write = readonly ['W', string, number];
type Read = readonly ['R', string, Register];
export type Access = Write | Read;

/** A litmus test family. */
export class Shape {
  /** By thread; undefined for a thread of one access. */
  readonly pairs: readonly (Pair | undefined)[];

  constructor(
    readonly name: string,
    /** What its weak outcome means, in a few words. */
    readonly question: string,
    readonly threads: readonly (readonly Access[])[],
    readonly witness: Expected,
  ) {
    this.pairs = threads.map(([first, second]) => (first && second ? (`${first[0]}${second[0]}` as Pair) : undefined));
  }

  /** The edges that a thread can have between its accesses; none for a thread of one access. */
  edges(thread: number): Edge[] {
    const pair = this.pairs[thread];
    return pair === undefined ? [] : EDGES.filter((edge) => fits(edge, pair));
  }

  /** The test with an edge in each thread that has two accesses. Throws `InvalidArgument` for an edge that the thread's accesses cannot have. */
  with(...edges: readonly Edge[]): LitmusTest {
    const wanted = this.pairs.filter((pair) => pair !== undefined).length;
    if (edges.length !== wanted)
      throw new InvalidArgument(`${this.name} takes ${wanted} ${wanted === 1 ? 'edge' : 'edges'}, not ${edges.length}`);
    const left = [...edges];
    const threads = this.threads.map((accesses, thread) => {
      const pair = this.pairs[thread];
      return threadOf(accesses, pair === undefined ? 'po' : checked(left.shift() ?? 'po', pair, `P${thread} of ${this.name}`));
    });
    return litmusTest(nameOf(this.name, edges), threads, this.witness);
  }
}

function threadOf([first, second]: readonly Access[], edge: Edge): ThreadBuilder {
  const builder = new ThreadBuilder();
  const letters = /^po(.)(.)$/.exec(edge);
  if (first) access(builder, first, letters?.[1]);
  if (!second) return builder;
  const dependency = first?.[0] === 'R' && isDependency(edge) ? { kind: edge, on: first[2] } : undefined;
  if (edge.includes('.')) builder.barrier(edge as BarrierName);
  access(builder, second, letters?.[2], dependency);
  return builder;
}

function access(builder: ThreadBuilder, [kind, location, what]: Access, letter = 'p', after?: Dependency): void {
  const dependency = after && { after };
  if (kind === 'W') builder.store(location, what, { order: letter === 'l' ? 'release' : 'plain', ...dependency });
  else builder.load(what, location, { order: ({ a: 'acquire', q: 'acquire-pc' } as const)[letter] ?? 'plain', ...dependency });
}

function isDependency(edge: Edge): edge is Dependency['kind'] {
  return edge === 'addr' || edge === 'data' || edge === 'ctrl' || edge === 'ctrlisb';
}

function fits(edge: Edge, pair: Pair): boolean {
  const letters = /^po(.)(.)$/.exec(edge);
  if (letters) return [letters[1], letters[2]].every((letter, i) => (pair[i] === 'W' ? 'pl' : 'paq').includes(letter as string));
  return !isDependency(edge) || (pair[0] === 'R' && (edge !== 'data' || pair[1] === 'W'));
}

function checked(edge: Edge, pair: Pair, where: string): Edge {
  if (EDGES.includes(edge) && fits(edge, pair)) return edge;
  throw new InvalidArgument(`${where}, whose accesses are ${pair}, cannot have the edge '${edge}'`, {
    fix: `use one of ${EDGES.filter((each) => fits(each, pair)).join(', ')}`,
  });
}

/** As herdtools names them: `MP+dmb.st+addr`, `SB+dmb.sys` when all edges are equal, `MP` when none orders anything. */
function nameOf(shape: string, edges: readonly Edge[]): string {
  if (edges.every((edge) => edge === 'po')) return shape;
  const [first = ''] = edges;
  if (edges.length > 1 && edges.every((edge) => edge === first)) return `${shape}+${first}s`;
  return [shape, ...edges].join('+');
}

const W = (location: string, value: number): Write => ['W', location, value];
const L = (location: string, register: Register): Read => ['R', location, register];

export const MP = new Shape(
  'MP',
  'a flag is seen, and the data before it is old',
  [
    [W('x', 1), W('y', 1)],
    [L('y', 'X0'), L('x', 'X2')],
  ],
  {
    '1:X0': 1,
    '1:X2': 0,
  },
);
export const SB = new Shape(
  'SB',
  'both sides store, and neither sees the other',
  [
    [W('x', 1), L('y', 'X2')],
    [W('y', 1), L('x', 'X2')],
  ],
  {
    '0:X2': 0,
    '1:X2': 0,
  },
);
export const LB = new Shape(
  'LB',
  'both sides load what the other stores afterwards',
  [
    [L('x', 'X0'), W('y', 1)],
    [L('y', 'X0'), W('x', 1)],
  ],
  {
    '0:X0': 1,
    '1:X0': 1,
  },
);
export const S = new Shape(
  'S',
  'a store that was answered overwrites the answer',
  [
    [W('x', 2), W('y', 1)],
    [L('y', 'X0'), W('x', 1)],
  ],
  {
    '[x]': 2,
    '1:X0': 1,
  },
);
export const R = new Shape(
  'R',
  'the later of two stores wins, and its side misses the other one',
  [
    [W('x', 1), W('y', 1)],
    [W('y', 2), L('x', 'X2')],
  ],
  {
    '[y]': 2,
    '1:X2': 0,
  },
);
export const TwoPlusTwoW = new Shape(
  '2+2W',
  "each side's first store is the last",
  [
    [W('x', 2), W('y', 1)],
    [W('y', 2), W('x', 1)],
  ],
  {
    '[x]': 2,
    '[y]': 2,
  },
);
export const CoRR = new Shape('CoRR', 'a location goes backwards', [[W('x', 1)], [L('x', 'X0'), L('x', 'X2')]], { '1:X0': 1, '1:X2': 0 });
export const CoWW = new Shape('CoWW', 'the first of two stores is the last', [[W('x', 1), W('x', 2)]], { '[x]': 1 });
export const CoRW1 = new Shape('CoRW1', "a load sees its own side's later store", [[L('x', 'X0'), W('x', 1)]], { '0:X0': 1 });
export const CoRW2 = new Shape(
  'CoRW2',
  'a store that was seen comes after the one that followed',
  [[L('x', 'X0'), W('x', 1)], [W('x', 2)]],
  {
    '0:X0': 2,
    '[x]': 2,
  },
);
export const CoWR = new Shape('CoWR', 'a load sees a store that its own side has overwritten', [[W('x', 1), L('x', 'X0')], [W('x', 2)]], {
  '0:X0': 2,
  '[x]': 1,
});

/** All of them, in the order in which reports show them. */
export const SHAPES: readonly Shape[] = [MP, SB, LB, S, R, TwoPlusTwoW, CoRR, CoWW, CoRW1, CoRW2, CoWR];
