import { describe, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { Seeds } from '../board/seeds';
import { FAULTS } from '../fault/kind';
import { faultText, parseFault } from '../fault/parse';
import { drawFault, planSelftest } from './plan';

const SUITES = [
  ...new Set([...FAULTS.flatMap(({ caughtBy }) => caughtBy), '10.identity', '25.interrupts', '30.access', '70.endurance']),
].sort();
const seeds = fc.nat({ max: 0xffff_ffff });
const plan = (seed: number, quick = false) => planSelftest(FAULTS, SUITES, { seed, quick });

describe('the whole form', () => {
  test('runs all suites without a fault first, then each fault of the catalogue once by itself', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const [first, ...rest] = plan(seed);
        expect(first).toMatchObject({ faults: [], suites: SUITES });
        expect(rest.filter(({ faults }) => faults.length === 1).map(({ faults }) => faults[0]?.kind)).toEqual(FAULTS);
      }),
    );
  });

  test('gives each fault every suite file that must catch it, and two that need not, in the order of the suites', () => {
    for (const { faults, suites } of plan(1)
      .slice(1)
      .filter((trial) => trial.faults.length === 1)) {
      const caughtBy = faults[0]?.kind.caughtBy ?? [];
      expect(suites).toEqual(expect.arrayContaining([...caughtBy]));
      expect(suites.filter((suite) => !caughtBy.includes(suite)).length).toBeGreaterThanOrEqual(2);
      expect(suites).toEqual([...suites].sort());
    }
  });

  test('puts two faults together that can show beside each other, each fault once at most', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const pairs = plan(seed).filter(({ faults }) => faults.length > 1);
        expect(pairs).toHaveLength(4);
        for (const { faults, suites } of pairs) {
          const due = faults.flatMap(({ kind }) => kind.caughtBy);
          const ofIdentity = faults.filter(({ kind }) => kind.caughtBy.includes('10.identity')).length;
          expect(ofIdentity).not.toBe(1);
          if (ofIdentity === 0) expect(new Set(due).size).toBe(due.length);
          expect(suites).toEqual([...new Set(due)].sort());
          expect(faults.every(({ kind }) => kind.expect === 'caught')).toBe(true);
        }
        const used = pairs.flatMap(({ faults }) => faults.map(({ kind }) => kind));
        expect(new Set(used).size).toBe(used.length);
      }),
    );
  });
});

describe('the quick form', () => {
  test('has one fault of each place, each with one of the suite files that must catch it, and the same files without a fault', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const [first, ...rest] = plan(seed, true);
        expect(rest.map(({ faults }) => faults[0]?.kind.place).sort()).toEqual([...new Set(FAULTS.map(({ place }) => place))].sort());
        for (const { faults, suites } of rest) {
          const caughtBy = faults[0]?.kind.caughtBy ?? [];
          if (caughtBy.length > 0) expect([suites.length, caughtBy.includes(suites[0] ?? '')]).toEqual([1, true]);
        }
        expect(new Set(first?.suites)).toEqual(new Set(rest.flatMap(({ suites }) => suites)));
      }),
    );
  });

  test('comes to every fault with some seed', () => {
    const met = new Set(
      Array.from({ length: 300 }, (_, seed) => plan(seed, true)).flatMap((trials) => trials.map(({ faults }) => faults[0]?.kind)),
    );
    expect(FAULTS.filter((kind) => !met.has(kind))).toEqual([]);
  });
});

test('A fault is drawn within its range, to its step, and reads back as itself', () => {
  fc.assert(
    fc.property(seeds, fc.constantFrom(...FAULTS), (seed, kind) => {
      const fault = drawFault(kind, new Seeds(seed));
      expect(parseFault(faultText(fault))).toEqual(fault);
      if (!kind.argument) return;
      const { least, most, step = 1 } = kind.argument;
      expect(fault.argument).toBeGreaterThanOrEqual(least);
      expect(fault.argument).toBeLessThanOrEqual(most);
      expect((fault.argument ?? 0) % step).toBe(0);
    }),
  );
});

test('The same seed makes the same plan, and another one another', () => {
  expect(plan(7)).toEqual(plan(7));
  expect(plan(7)).not.toEqual(plan(8));
});

test('Every suite file that a fault names is there', () => {
  const folder = join(resolve(__dirname, '..', '..'), 'suites');
  const named = [...new Set(FAULTS.flatMap(({ caughtBy }) => caughtBy))];
  expect(named.filter((suite) => !existsSync(join(folder, `${suite}.test.ts`)))).toEqual([]);
});
