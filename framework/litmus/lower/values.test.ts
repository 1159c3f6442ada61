import fc from 'fast-check';
import { ISAS } from '../code/isa';
import { mutateThread } from '../mutate/mutate-thread';
import type { LitmusTest } from '../program';
import { alone, finalValue } from '../sequential/interleavings';
import { initialMemory, initialThread, step } from '../sequential/machine';
import type { Known, Possible } from './possible';
import { randomThread } from './test/random-thread';
import { oneThread } from './test/one-thread';
import { pointsTo, possibleValues } from './values';

const threads = fc
  .constantFrom(...ISAS)
  .chain((isa) => fc.constantFrom('AArch64' as const, 'ARM' as const).chain((arch) => randomThread(isa, arch)));
const RUNS = { seed: 40, numRuns: 500 };

function mayBe(possible: Possible | undefined, { location, value }: Known): boolean {
  if (possible === undefined) return location === undefined && value === 0n;
  return 'anything' in possible || possible.values.some((each) => each.location === location && each.value === value);
}

test('what a register holds in a run is always among the values that were found for it before the run', () => {
  fc.assert(
    fc.property(threads, (test) => {
      const { before } = possibleValues(test)[0]!;
      let thread = initialThread(test, 0);
      let memory = initialMemory(test);
      for (;;) {
        for (const [register, known] of thread.registers) expect(mayBe(before[thread.at]!.get(register), known)).toBe(true);
        const done = step(test, test.threads[0]!.instructions, thread, memory);
        if (done === undefined) break;
        if (done.stored) memory = new Map([...memory, [done.stored.location, done.stored.value]]);
        thread = done.thread;
      }
    }),
    RUNS,
  );
});

function final(test: LitmusTest): bigint[] {
  const end = alone(test, 0);
  return [...test.observed.map((each) => finalValue(each, end)), ...test.locations.map(({ name }) => end.memory.get(name)!)];
}

test.each(['drop-barriers', 'drop-dependencies', 'weaken'] as const)('%s changes nothing of what a thread computes alone', (kind) => {
  let changed = 0;
  fc.assert(
    fc.property(threads, (test) => {
      const mutated = mutateThread(test, 0, [kind]);
      if (mutated.mutations[0]!.applied) changed += 1;
      expect(final(mutated.test)).toEqual(final(test));
    }),
    RUNS,
  );
  expect(changed).toBeGreaterThan(RUNS.numRuns / 10);
});

test('an address chosen by a condition is one of those that it is chosen from', () => {
  const test = oneThread(['LDR W0,[X1]', 'CMP W0,#1', 'CSEL X2,X1,X3,EQ', 'LDR W4,[X2]']);
  const { before } = possibleValues(test)[0]!;
  const last = test.threads[0]!.instructions[3]!;
  expect('address' in last && pointsTo(before[3]!, last.address)).toEqual({
    values: [
      { location: 'x', value: 0n },
      { location: 'y', value: 0n },
    ],
  });
});

test('a masked bit of a value that only a few stores make is known', () => {
  const test = oneThread(['LDR W0,[X1]', 'AND W2,W0,#128', 'MOV W4,#1', 'STR W4,[X1]']);
  expect(possibleValues(test)[0]!.before[2]!.get('X2')).toEqual({ values: [{ value: 0n }] });
});
