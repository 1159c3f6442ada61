import { Seeds } from '../../board/seeds';
import { InvalidArgument } from '../../errors/errors';
import type { Arch, LitmusTest } from '../program';
import { parseCycle } from './cycle';
import { testOf } from './generate';
import { nameOf } from './names';
import type { Annotation, Direction } from './relaxation';

export interface RandomOptions {
  readonly arch?: Arch;
  /** 2 to 4; absent: each test 2 to 4. */
  readonly threads?: number;
}

const MOST_TESTS = 100_000;
/** Draws without a new cycle after which there are taken to be none left. */
const MOST_DRAWS = 20_000;

/** Of every domain: inner-shareable ones order nothing between the sides, so the tests that hold by them alone are allowed. */
const FENCES: Record<Arch, readonly string[]> = {
  AArch64: ['DMB.SY', 'DMB.LD', 'DMB.ST', 'DSB.SY', 'ISB', 'DMB.OSH', 'DMB.OSHLD', 'DMB.OSHST', 'DMB.ISH', 'DMB.ISHST'],
  ARM: ['DMB', 'DMB.ST', 'DSB', 'DSB.ST', 'ISB', 'DMB.OSH', 'DMB.OSHST', 'DMB.ISH', 'DMB.ISHST'],
};
const DEPENDENCIES: Record<Direction, readonly string[]> = {
  R: ['DpAddr', 'DpCtrl', 'DpCtrlIsb'],
  W: ['DpAddr', 'DpData', 'DpCtrl', 'DpCtrlIsb'],
};
const COMMUNICATION = { WR: 'Rfe', RW: 'Fre', WW: 'Coe' } as const;

/** A thread's accesses: one write, or two to different locations. */
type Ends = readonly [Direction] | readonly [Direction, Direction];

/**
 * Tests of random critical cycles: at most two accesses a thread, to different locations, no two threads of one access in a row. No two tests are of the
 * same cycle or name; the same seed gives the same tests. Throws InvalidArgument when there are fewer such cycles than asked for.
 */
export function randomCycles(seed: number, count: number, { arch = 'AArch64', threads }: RandomOptions = {}): LitmusTest[] {
  if (!Number.isInteger(count) || count < 1 || count > MOST_TESTS)
    throw new InvalidArgument(`${count} random cycles`, { fix: `1 to ${MOST_TESTS}` });
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 2 && threads <= 4))
    throw new InvalidArgument(`random cycles of ${threads} threads`, { fix: '2 to 4' });
  const seeds = new Seeds(seed);
  const below = (bound: number): number => seeds.next() % bound;
  const tests: LitmusTest[] = [];
  const cycles = new Set<string>();
  const names = new Set<string>();
  for (let draws = 0; tests.length < count; draws++) {
    if (draws === MOST_DRAWS)
      throw new InvalidArgument(`${tests.length} cycles found, ${count} asked for`, { fix: 'ask for fewer, or allow more threads' });
    const relaxations = drawCycle(threads ?? 2 + below(3), arch, below);
    const key = relaxations && canonical(relaxations);
    if (relaxations === undefined || key === undefined || cycles.has(key)) continue;
    cycles.add(key);
    const cycle = parseCycle(relaxations.join(' '), arch);
    const name = nameOf(cycle);
    if (names.has(name)) continue;
    names.add(name);
    tests.push(testOf(cycle, name));
    draws = 0;
  }
  return tests;
}

type Below = (bound: number) => number;

/** Relaxations of one cycle, thread by thread; undefined: a draw that is no critical cycle. */
function drawCycle(threads: number, arch: Arch, below: Below): string[] | undefined {
  const direction = (): Direction => (below(2) === 0 ? 'R' : 'W');
  const all = Array.from({ length: threads }, (): Ends => (threads > 2 && below(3) === 0 ? ['W'] : [direction(), direction()]));
  const relaxations: string[] = [];
  for (const [index, ends] of all.entries()) {
    const next = all[(index + 1) % threads] ?? ends;
    const joined = `${ends.at(-1) ?? 'W'}${next[0]}`;
    // A write of its own that is overwritten next would be left out of the cycle; so would one thread of two in a row.
    const critical = ends.length === 2 || (next.length === 2 && joined === 'WR');
    if (joined === 'RR' || !critical) return undefined;
    if (ends.length === 2) relaxations.push(drawEdge(ends[0], ends[1], arch, below));
    relaxations.push(COMMUNICATION[joined as keyof typeof COMMUNICATION]);
  }
  return all.filter((ends) => ends.length === 2).length >= 2 ? relaxations : undefined;
}

function drawEdge(from: Direction, to: Direction, arch: Arch, below: Below): string {
  const pick = <Item>(items: readonly [Item, ...Item[]] | readonly Item[]): Item => items[below(items.length)] as Item;
  const kind = below(from === 'R' ? 3 : 2);
  const edge = kind === 0 ? `Pod${from}${to}` : kind === 1 ? `${pick(FENCES[arch])}d${from}${to}` : `${pick(DEPENDENCIES[to])}d${to}`;
  if (arch === 'ARM' || below(2) === 0) return edge;
  const letter = (direction: Direction): Annotation => pick<Annotation>(direction === 'R' ? ['P', 'A', 'Q'] : ['P', 'L']);
  const letters = `${letter(from)}${letter(to)}`;
  return letters === 'PP' ? edge : edge + letters;
}

/** The same for every turn of a cycle. */
function canonical(relaxations: readonly string[]): string {
  const turns = relaxations.map((_, i) => [...relaxations.slice(i), ...relaxations.slice(0, i)].join(' '));
  return turns.sort()[0] ?? '';
}
