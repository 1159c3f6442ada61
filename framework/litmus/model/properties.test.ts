import fc from 'fast-check';
import { litmusTest, ThreadBuilder, type BarrierName } from '../builder';
import type { LitmusTest, Observed } from '../program';
import { evaluate } from './evaluate';

/** One step of a random thread; loads go to registers by their place. */
type Step =
  | {
      readonly op: 'store';
      readonly to: string;
      readonly value: number;
      readonly release: boolean;
      readonly after: 'data' | 'addr' | 'ctrl' | undefined;
    }
  | { readonly op: 'load'; readonly from: string; readonly acquire: boolean; readonly after: 'addr' | 'ctrlisb' | undefined }
  | { readonly op: 'barrier'; readonly name: BarrierName };
type Threads = readonly (readonly Step[])[];

const location = fc.constantFrom('x', 'y');
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    op: fc.constant('store' as const),
    to: location,
    value: fc.integer({ min: 1, max: 2 }),
    release: fc.boolean(),
    after: fc.constantFrom('data' as const, 'addr' as const, 'ctrl' as const, undefined),
  }),
  fc.record({
    op: fc.constant('load' as const),
    from: location,
    acquire: fc.boolean(),
    after: fc.constantFrom('addr' as const, 'ctrlisb' as const, undefined),
  }),
  fc.record({
    op: fc.constant('barrier' as const),
    name: fc.constantFrom<BarrierName>('dmb.sy', 'dmb.ld', 'dmb.st', 'dmb.ish', 'dmb.ishst', 'dsb.nsh', 'dsb.osh', 'dmb.oshld'),
  }),
);
const threads = fc
  .array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 3 })
  .filter((all) => accesses(all) <= 8);
const RUNS = { numRuns: 150 };

test('what an interleaving of the threads can show is allowed', () => {
  fc.assert(
    fc.property(threads, (all) => {
      expect(states(all)).toEqual(expect.arrayContaining(interleavings(all)));
    }),
    RUNS,
  );
});

test('with a full barrier between all accesses nothing but interleavings is allowed', () => {
  fc.assert(
    fc.property(threads, (all) => {
      const fenced = all.map((steps) => steps.flatMap((one): Step[] => [one, { op: 'barrier', name: 'dmb.sy' }]));
      expect(states(fenced)).toEqual(interleavings(all));
    }),
    RUNS,
  );
});

test('a barrier more, in either domain, adds no state', () => {
  fc.assert(
    fc.property(
      threads,
      fc.nat(),
      fc.nat(),
      fc.constantFrom<BarrierName>('dmb.sy', 'dmb.ish', 'dmb.ld', 'dmb.st', 'dsb.sy'),
      (all, where, at, name) => {
        const thread = where % all.length;
        const more = all.map((steps, t) =>
          t === thread
            ? [...steps.slice(0, at % (steps.length + 1)), { op: 'barrier', name } as const, ...steps.slice(at % (steps.length + 1))]
            : steps,
        );
        for (const domain of ['inner', 'amp'] as const) expect(states(all, domain)).toEqual(expect.arrayContaining(states(more, domain)));
      },
    ),
    RUNS,
  );
});

test('acquire and release in place of plain accesses add no state', () => {
  fc.assert(
    fc.property(threads, (all) => {
      const stronger = all.map((steps) =>
        steps.map((one): Step => (one.op === 'store' ? { ...one, release: true } : one.op === 'load' ? { ...one, acquire: true } : one)),
      );
      expect(states(all)).toEqual(expect.arrayContaining(states(stronger)));
    }),
    RUNS,
  );
});

test('between the two systems everything is allowed that is allowed within one domain', () => {
  fc.assert(
    fc.property(threads, (all) => {
      expect(states(all, 'amp')).toEqual(expect.arrayContaining(states(all, 'inner')));
    }),
    RUNS,
  );
});

function states(all: Threads, domain: 'inner' | 'amp' = 'inner'): readonly string[] {
  return evaluate(programOf(all), { domain }).states;
}

function accesses(all: Threads): number {
  return all.flat().filter(({ op }) => op !== 'barrier').length;
}

/** Loads into X0, X1, …; a dependency is on the load before, where there is one. */
function programOf(all: Threads): LitmusTest {
  const builders = all.map((steps) => {
    const builder = new ThreadBuilder();
    let loads = 0;
    for (const one of steps) {
      const after = (kind: 'data' | 'addr' | 'ctrl' | 'ctrlisb' | undefined) =>
        kind !== undefined && loads > 0 ? { after: { kind, on: `X${loads - 1}` } } : {};
      if (one.op === 'barrier') builder.barrier(one.name);
      else if (one.op === 'store') builder.store(one.to, one.value, { order: one.release ? 'release' : 'plain', ...after(one.after) });
      else builder.load(`X${loads++}`, one.from, { order: one.acquire ? 'acquire' : 'plain', ...after(one.after) });
    }
    return builder;
  });
  const used = [...new Set(builders.flatMap((builder) => builder.locations))].map((name): Observed => ({
    kind: 'location',
    location: name,
  }));
  return {
    ...litmusTest('random', builders, {}),
    observed: [...registers(all).map(([thread, n]): Observed => ({ kind: 'register', thread, reg: `X${n}` })), ...used],
  };
}

function registers(all: Threads): [thread: number, load: number][] {
  return all.flatMap((steps, thread) => steps.filter(({ op }) => op === 'load').map((_, n): [number, number] => [thread, n]));
}

/** Final states of all interleavings: one memory, one access at a time. Written apart from the model on purpose. */
function interleavings(all: Threads): string[] {
  const found = new Set<string>();
  const memory: Record<string, number> = {};
  for (const one of all.flat()) if (one.op !== 'barrier') memory[one.op === 'store' ? one.to : one.from] = 0;
  const walk = (at: readonly number[], held: Readonly<Record<string, number>>, seen: Readonly<Record<string, number>>): void => {
    let ended = true;
    at.forEach((next, thread) => {
      const one = all[thread]?.[next];
      if (one === undefined) return;
      ended = false;
      const later = at.map((n, t) => (t === thread ? n + 1 : n));
      if (one.op === 'barrier') walk(later, held, seen);
      else if (one.op === 'store') walk(later, { ...held, [one.to]: one.value }, seen);
      else {
        const n = all[thread]?.slice(0, next).filter(({ op }) => op === 'load').length ?? 0;
        walk(later, held, { ...seen, [`${thread}:X${n}`]: held[one.from] ?? 0 });
      }
    });
    if (!ended) return;
    const shown = [
      ...registers(all).map(([thread, n]) => `${thread}:X${n}=${seen[`${thread}:X${n}`] ?? 0};`),
      ...Object.keys(held)
        .sort()
        .map((name) => `[${name}]=${held[name] ?? 0};`),
    ];
    found.add(shown.join(' '));
  };
  walk(
    all.map(() => 0),
    memory,
    {},
  );
  return [...found].sort();
}
