import type { LitmusTest } from '../program';

/**
 * The test as it is between an A53 and an R5: a barrier orders only for observers in its shareability domain, and the R5 lies outside the
 * A53's inner-shareable one, so that ISH and NSH barriers are none. LDAR, STLR and dependencies keep their force: Device and Normal
 * non-cacheable locations are Outer Shareable.
 */
export function forAmp(test: LitmusTest): LitmusTest {
  return {
    ...test,
    threads: test.threads.map((thread) => ({
      ...thread,
      instructions: thread.instructions.map((instruction) =>
        instruction.op === 'barrier' && (instruction.domain === 'ish' || instruction.domain === 'nsh')
          ? { op: 'nop', text: instruction.text, ...(instruction.line === undefined ? {} : { line: instruction.line }) }
          : instruction,
      ),
    })),
  };
}
