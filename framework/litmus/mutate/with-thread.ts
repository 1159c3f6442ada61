import type { Instruction, LitmusTest, Register, Value } from '../program';

/** `test` with other instructions in one thread, and more initial registers there. */
export function withThread(
  test: LitmusTest,
  index: number,
  instructions: readonly Instruction[],
  initial: ReadonlyMap<Register, Value> = new Map(),
): LitmusTest {
  const threads = test.threads.map((thread, i) =>
    i === index ? { initial: new Map([...thread.initial, ...initial]), instructions } : thread,
  );
  return { ...test, threads };
}
