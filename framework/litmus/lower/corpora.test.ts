import { NotExpressible } from '../../errors/errors';
import { ISAS, type Isa } from '../code/isa';
import type { LitmusTest } from '../program';
import { compileThread, type CompiledThread } from './compile-thread';
import type { Feature } from './backend';
import { layoutOf } from './layout';
import { corpus } from './test/corpora';

const CORPORA = { aarch64: corpus('aarch64'), arm: corpus('arm'), more: [...corpus('aarch64-3'), ...corpus('arm-3')] };

/** All threads of a test, or the first refusal. */
function compiled(test: LitmusTest, isa: Isa, features: readonly Feature[]): CompiledThread[] | NotExpressible {
  const layout = layoutOf(test, { spacing: 'apart' });
  try {
    return test.threads.map((_, thread) => compileThread(test, thread, isa, layout, { features }));
  } catch (error) {
    if (error instanceof NotExpressible) return error;
    throw error;
  }
}

/** How many tests of a corpus a side runs, and how many it refuses for what reason. */
function table(tests: readonly LitmusTest[], isa: Isa, features: readonly Feature[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const test of tests) {
    const result = compiled(test, isa, features);
    const key = result instanceof NotExpressible ? result.detail.reason : 'runs';
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

test('a side that has everything runs every generated test, whichever it was written for', () => {
  expect(table(CORPORA.aarch64, 'aarch64', ['rcpc'])).toEqual({ runs: 96 });
  expect(table(CORPORA.aarch64, 'x86-64', [])).toEqual({ runs: 96 });
  for (const isa of ISAS) expect(table(CORPORA.arm, isa, [])).toEqual({ runs: 105 });
});

test('a Cortex-A53 refuses the generated tests with LDAPR', () => {
  expect(table(CORPORA.aarch64, 'aarch64', [])).toEqual({
    runs: 58,
    'LDAPR needs Armv8.3 (rcpc), which this core is not known to have': 38,
  });
});

test('a Cortex-R5 refuses the generated tests that acquire, release or have a barrier of loads', () => {
  expect(table(CORPORA.aarch64, 'armv7-r', [])).toEqual({
    runs: 3,
    'ARMv7 has no release store': 56,
    'ARMv7 has no acquire load': 22,
    'ARMv7 has no barrier of loads alone': 15,
  });
});

test('of the tests with three threads or four the same holds', () => {
  expect(table(CORPORA.more, 'aarch64', [])).toEqual({ runs: 189 });
  expect(table(CORPORA.more, 'x86-64', [])).toEqual({ runs: 189 });
  expect(table(CORPORA.more, 'armv7-r', [])).toEqual({ runs: 170, 'ARMv7 has no barrier of loads alone': 19 });
});

test('a refused instruction is named with the line of its file', () => {
  const refused = [...CORPORA.aarch64].map((each) => compiled(each, 'armv7-r', [])).filter((each) => each instanceof NotExpressible);
  expect(refused).toHaveLength(93);
  for (const { code, detail, message } of refused) {
    expect({ code, isa: detail.isa }).toEqual({ code: 'NotExpressible', isa: 'armv7-r' });
    expect(message).toContain(`'${detail.instruction}' (line ${detail.line}) cannot run on armv7-r: ${detail.reason}`);
  }
});

test('no x86-64 thread has an operation of a register with itself, which would be no dependency', () => {
  const all = [...CORPORA.aarch64, ...CORPORA.arm].flatMap((each) => compiled(each, 'x86-64', []) as CompiledThread[]);
  const lines = all.flatMap(({ assembly }) => assembly);
  expect(lines.filter((line) => /^xor/.test(line)).length).toBeGreaterThan(30);
  expect(lines.filter((line) => /^(xor|sub)[lq] (%\w+), \2$/.test(line))).toEqual([]);
});

test('every thread keeps its accesses, barriers and branches, one instruction each', () => {
  for (const each of [...CORPORA.aarch64, ...CORPORA.arm]) {
    const threads = compiled(each, 'aarch64', ['rcpc']) as CompiledThread[];
    threads.forEach(({ body }, thread) => {
      expect(body).toBe(each.threads[thread]!.instructions.filter(({ op }) => op !== 'label').length);
    });
  }
});
