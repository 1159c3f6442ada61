import { Seeds } from '../board/seeds';
import { FAULTS, type FaultKind } from '../fault/kind';
import type { Fault } from '../fault/parse';

/** One run of suites on a board with these faults; without any, all must pass. */
export interface Trial {
  readonly faults: readonly Fault[];
  /** Base names of suite files, in their order: `50.coherence.handoff`. */
  readonly suites: readonly string[];
  /** Of the run. */
  readonly seed: number;
}

export interface SelftestOptions {
  readonly seed: number;
  /** One fault of each place, and the one suite file alone that must catch it. */
  readonly quick: boolean;
}

/** Two faults at once, in the whole form. */
const PAIRS = 4;
/** Looks whether the board is the declared one, before anything else. */
const IDENTITY = '10.identity';
/** Where no check is named, as of a link that breaks: those in which much goes over every link. */
const BUSY = [IDENTITY, '30.access'];
/** Suite files beside those that must catch a fault: others may catch it too. */
const OTHERS = 2;
/** Never such others: a litmus test that a fault keeps from its meetings waits out its deadline, and throughput and endurance take long in any case. */
const LONG = /^(40|60|70)\./;
/** Suites whose faults are put on a board two at a time: identity, translation, access, coherence. */
const PAIRED = /^(10|20|30|50)\./;

/**
 * What a selftest runs, all of it from the seed: the suites without a fault (all of them where all faults follow), each fault, then pairs. `suites` are the base names of all suite files;
 * `kinds` the faults to try, each once.
 */
export function planSelftest(kinds: readonly FaultKind[], suites: readonly string[], { seed, quick }: SelftestOptions): Trial[] {
  const single = (quick ? oneOfEachPlace(kinds, seed) : kinds).map((kind) => {
    const draw = new Seeds(hash(seed, kind.name));
    const named = kind.caughtBy.length > 0 ? kind.caughtBy : BUSY;
    const due = quick && kind.caughtBy.length > 0 ? [pick(named, draw)] : named;
    const others = quick
      ? []
      : pickSome(
          suites.filter((suite) => !LONG.test(suite) && !due.includes(suite)),
          OTHERS,
          draw,
        );
    return { faults: [drawFault(kind, draw)], suites: inOrder(suites, [...due, ...others]), seed: draw.next() };
  });
  const used =
    quick || kinds.length < FAULTS.length
      ? inOrder(
          suites,
          single.flatMap((trial) => trial.suites),
        )
      : suites;
  return [{ faults: [], suites: used, seed: new Seeds(seed).next() }, ...single, ...(quick ? [] : pairs(kinds, suites, seed))];
}

/** A fault with its argument, if it takes one, within the range that its checks must catch. */
export function drawFault(kind: FaultKind, draw: Seeds): Fault {
  const { argument } = kind;
  if (!argument) return { kind };
  const { least, most, step = 1 } = argument;
  return { kind, argument: least + step * (draw.next() % (Math.floor((most - least) / step) + 1)) };
}

function oneOfEachPlace(kinds: readonly FaultKind[], seed: number): FaultKind[] {
  return [...new Set(kinds.map(({ place }) => place))].map((place) =>
    pick(
      kinds.filter((kind) => kind.place === place),
      new Seeds(hash(seed, place)),
    ),
  );
}

/** Two faults at once, each to be seen beside the other. */
function pairs(kinds: readonly FaultKind[], suites: readonly string[], seed: number): Trial[] {
  const draw = new Seeds(hash(seed, 'pairs'));
  const paired = kinds.filter(({ expect, caughtBy }) => expect === 'caught' && caughtBy.every((suite) => PAIRED.test(suite)));
  const trials: Trial[] = [];
  const taken = new Set<FaultKind>();
  for (const first of pickSome(paired, paired.length, draw)) {
    const other = paired.filter((kind) => kind !== first && !taken.has(kind) && canShowBeside(kind, first));
    if (trials.length === PAIRS || taken.has(first) || other.length === 0) continue;
    const second = pick(other, draw);
    taken.add(first).add(second);
    const both = paired.filter((kind) => kind === first || kind === second);
    const due = inOrder(
      suites,
      both.flatMap(({ caughtBy }) => caughtBy),
    );
    trials.push({ faults: both.map((kind) => drawFault(kind, draw)), suites: due, seed: draw.next() });
  }
  return trials;
}

/** Behind a cache that holds stores back nobody sees how they were made. */
const HIDDEN_BY_CACHE = ['torn-32', 'torn-64', 'line-clobber'];

/** On a board that is not the declared one nothing but its identity is looked at; elsewhere no check is to find two causes in one failure. */
function canShowBeside(one: FaultKind, other: FaultKind): boolean {
  const [first, second] = [one, other].map(({ caughtBy }) => caughtBy.includes(IDENTITY));
  if (first !== second) return false;
  const names = [one.name, other.name];
  if (names.includes('mpu-left-writeback') && names.some((name) => HIDDEN_BY_CACHE.includes(name))) return false;
  return first === true || !one.caughtBy.some((suite) => other.caughtBy.includes(suite));
}

function inOrder(suites: readonly string[], wanted: readonly string[]): string[] {
  // One that is not there stays: its run says so, and the fault is not caught.
  return [...suites.filter((suite) => wanted.includes(suite)), ...new Set(wanted.filter((suite) => !suites.includes(suite)))];
}

function pick<T>(from: readonly T[], draw: Seeds): T {
  return from[draw.next() % from.length] as T;
}

function pickSome<T>(from: readonly T[], count: number, draw: Seeds): T[] {
  const left = [...from];
  return Array.from({ length: Math.min(count, left.length) }, () => left.splice(draw.next() % left.length, 1)[0] as T);
}

/** FNV-1a: what one name draws does not change with the other faults there are. */
function hash(seed: number, text: string): number {
  let value = 0x811c9dc5 ^ seed;
  for (const char of text) value = Math.imul(value ^ char.charCodeAt(0), 0x01000193);
  return value >>> 0;
}
