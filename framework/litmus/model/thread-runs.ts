import { LitmusError } from '../../errors/errors';
import type { LitmusTest, Value } from '../program';
import { Choices } from './choices';
import type { ThreadRun } from './events';
import { step } from './step';
import { ThreadState, Unsayable, wordOf, type ThreadCode } from './thread-state';
import type { Word } from './word';

/** More ways through one thread than this are refused. */
export const MOST_RUNS = 20_000;

export function threadCode(test: LitmusTest, thread: number): ThreadCode {
  const { instructions, initial } = test.threads[thread] ?? { instructions: [], initial: new Map<string, Value>() };
  const addressSize = test.arch === 'AArch64' ? 64 : 32;
  const labels = new Map<string, number>();
  instructions.forEach((instruction, at) => {
    if (instruction.op === 'label') labels.set(instruction.name, at);
  });
  const words = [...initial].map(([register, value]) => [register, wordOf(value, test, addressSize)] as const);
  return { test, thread, instructions, labels, initial: new Map(words), addressSize };
}

/** Every way through the thread, each read finding each value of its location's domain. */
export function threadRuns(code: ThreadCode, domains: readonly (readonly Word[])[]): ThreadRun[] {
  const choices = new Choices();
  const runs: ThreadRun[] = [];
  do {
    if (runs.length === MOST_RUNS)
      throw new LitmusError(`${code.test.name}: more than ${MOST_RUNS} ways through P${code.thread}`, {
        fix: 'use fewer reads of locations that hold many values',
      });
    runs.push(run(code, domains, choices));
  } while (choices.advance());
  return runs;
}

function run(code: ThreadCode, domains: readonly (readonly Word[])[], choices: Choices): ThreadRun {
  const state = new ThreadState(code, domains);
  const problem = execute(state, choices);
  const registers = new Map([...state.registers].map(([register, { word }]) => [register, word]));
  return { thread: code.thread, events: state.events, fences: state.fences, registers, problem };
}

function execute(state: ThreadState, choices: Choices): string | undefined {
  const { instructions, test, thread } = state.code;
  for (let at = 0; at < instructions.length; at++) {
    const instruction = instructions[at];
    if (instruction === undefined) break;
    try {
      const target = step(state, at, instruction, choices);
      if (target !== undefined) at = labelAfter(state.code, at, target);
    } catch (error) {
      if (error instanceof Unsayable) return `${test.name}: P${thread}, '${instruction.text}': ${error.message}`;
      throw error;
    }
  }
  return undefined;
}

function labelAfter({ labels, test, thread, instructions }: ThreadCode, at: number, target: string): number {
  const to = labels.get(target);
  if (to !== undefined && to > at) return to;
  throw new LitmusError(`${test.name}: P${thread}, '${instructions[at]?.text ?? ''}': ${target} is not a label further down`, {
    fix: to === undefined ? 'define the label' : 'loops are not judged: unroll it',
  });
}
