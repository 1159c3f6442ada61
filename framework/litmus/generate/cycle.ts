import { LitmusError } from '../../errors/errors';
import type { Arch } from '../program';
import { parseRelaxation, type Annotation, type Direction, type Relaxation } from './relaxation';

/** An access of the cycle. */
export interface Access {
  readonly direction: Direction;
  readonly annotation: Annotation;
  readonly thread: number;
  readonly location: string;
  /** Written, or read when the cycle happens. */
  readonly value: number;
  /** What leads to it from the access before it; of another thread for a thread's first. */
  readonly before: Relaxation;
}

export interface Cycle {
  readonly arch: Arch;
  readonly relaxations: readonly Relaxation[];
  /** Of each thread, in program order. */
  readonly threads: readonly (readonly Access[])[];
  /** In the order of their first access. */
  readonly locations: readonly string[];
}

const MOST_RELAXATIONS = 32;
const MOST_THREADS = 8;
const NAMES = ['x', 'y', 'z', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm'];

/** Reads a cycle such as `PodWW Rfe DMB.SYdRR Fre`. Throws LitmusError for one that is none, or whose happening no final state shows. */
export function parseCycle(text: string, arch: Arch): Cycle {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  if (words.length < 2 || words.length > MOST_RELAXATIONS)
    throw new LitmusError(`a cycle of ${words.length} relaxations`, { fix: `2 to ${MOST_RELAXATIONS}, such as PodWW Rfe DMB.SYdRR Fre` });
  return cycleOf(
    words.map((word) => parseRelaxation(word, arch)),
    arch,
  );
}

export function cycleOf(written: readonly Relaxation[], arch: Arch): Cycle {
  const relaxations = fromThreadStart(written);
  // Access i lies before relaxation i; the relaxation that leads to it is i - 1.
  const annotations = relaxations.map((relaxation, i) => joint(at(relaxations, i - 1), relaxation));
  const places = locationsOf(relaxations);
  const values = valuesOf(relaxations);
  let thread = 0;
  const accesses = relaxations.map((relaxation, i): Access => {
    const before = at(relaxations, i - 1);
    if (i > 0 && before.external) thread += 1;
    return {
      direction: relaxation.from,
      annotation: annotations[i] ?? 'P',
      thread,
      location: places[i] ?? 'x',
      value: values[i] ?? 0,
      before,
    };
  });
  if (thread >= MOST_THREADS)
    throw new LitmusError(`a cycle of ${thread + 1} threads`, { fix: `at most ${MOST_THREADS} external relaxations` });
  const threads = Array.from({ length: thread + 1 }, (_, index) => accesses.filter((access) => access.thread === index));
  checkWitnessed(accesses);
  return { arch, relaxations, threads, locations: [...new Set(places)] };
}

/** Element of a ring. */
function at<Item>(ring: readonly Item[], index: number): Item {
  return ring[(index + ring.length) % ring.length] as Item;
}

/** The ring turned so that its last relaxation is external: what comes first is a thread's first access. */
function fromThreadStart(ring: readonly Relaxation[]): Relaxation[] {
  const last = ring.findLastIndex((relaxation) => relaxation.external);
  if (last < 0) throw new LitmusError('a cycle without communication between threads', { fix: 'have Rfe, Fre or Coe in it' });
  return [...ring.slice(last + 1), ...ring.slice(0, last + 1)];
}

/** Annotation of the access between two relaxations. */
function joint(before: Relaxation, after: Relaxation): Annotation {
  const between = `between ${before.text} and ${after.text}`;
  if (before.to !== after.from)
    throw new LitmusError(`${between}: ${before.text} ends in ${before.to}, ${after.text} begins with ${after.from}`, {
      fix: 'relaxations follow each other at one access, the first after the last',
    });
  const [left, right] = [before.toAnnotation, after.fromAnnotation];
  // Without letters a relaxation takes its neighbour's.
  if (left !== undefined && right !== undefined && left !== right)
    throw new LitmusError(`${between}: the letters ${left} and ${right} differ`, { fix: 'the same letter on both sides of an access' });
  return left ?? right ?? 'P';
}

function locationsOf(relaxations: readonly Relaxation[]): string[] {
  const changes = relaxations.filter(({ sameLocation }) => !sameLocation).length;
  if (changes === 1) throw new LitmusError('a cycle that changes its location once', { fix: 'two d relaxations or more, or none' });
  if (changes > NAMES.length) throw new LitmusError(`a cycle of ${changes} locations`, { fix: `at most ${NAMES.length}` });
  let index = 0;
  return relaxations.map(({ sameLocation }) => {
    const name = NAMES[changes === 0 ? 0 : index % changes] ?? 'x';
    if (!sameLocation) index += 1;
    return name;
  });
}

/**
 * A location's accesses lie in a row in the ring, in the order in which coherence has them: a write is the next value, a read has the last one. The row
 * begins after the relaxation that changes location; in a ring of one location, after the program order that coherence goes against.
 */
function valuesOf(relaxations: readonly Relaxation[]): number[] {
  const { length } = relaxations;
  const uniform = relaxations.every(({ sameLocation }) => sameLocation);
  const starts = relaxations.map((_, i) => {
    const before = at(relaxations, i - 1);
    return uniform ? before.communication === undefined : !before.sameLocation;
  });
  const first = starts.indexOf(true);
  if (first < 0) throw new LitmusError('a cycle of communication alone', { fix: 'have program order in it, such as PosRR' });
  const values: number[] = [];
  let value = 0;
  for (let step = 0; step < length; step++) {
    const i = (first + step) % length;
    if (starts[i] === true && !(uniform && step > 0)) value = 0;
    if (at(relaxations, i).from === 'W') value += 1;
    values[i] = value;
  }
  return values;
}

/** The last write of a location shows in its final value; the others must be ordered by their own thread, else the condition would not say which order it was. */
function checkWitnessed(accesses: readonly Access[]): void {
  for (const location of new Set(accesses.map((access) => access.location))) {
    const writes = accesses.filter((access) => access.direction === 'W' && access.location === location).sort((a, b) => a.value - b.value);
    if (new Set(writes.slice(0, -1).map(({ thread }) => thread)).size > 1)
      throw new LitmusError(`${writes.length} writes to ${location} by several threads: their order does not show without an observer`, {
        fix: 'at most two writes to a location, or all but the last of one thread',
      });
  }
}
