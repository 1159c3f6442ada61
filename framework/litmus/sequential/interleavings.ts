import type { Known } from '../lower/possible';
import type { LitmusTest, Observed, Proposition } from '../program';
import { initialMemory, initialThread, step, type Memory, type ThreadState } from './machine';

/** A state of the whole machine; final when no thread has an instruction left. */
export interface MachineState {
  readonly threads: readonly ThreadState[];
  readonly memory: Memory;
}

/** Every final state that some interleaving of the threads reaches: sequential consistency, the strongest order that a host can have. */
export function interleavings(test: LitmusTest): readonly MachineState[] {
  const seen = new Set<string>();
  const final: MachineState[] = [];
  const todo: MachineState[] = [{ threads: test.threads.map((_, i) => initialThread(test, i)), memory: initialMemory(test) }];
  for (let state = todo.pop(); state !== undefined; state = todo.pop()) {
    const key = keyOf(state);
    if (seen.has(key)) continue;
    seen.add(key);
    const next = successors(test, state);
    if (next.length === 0) final.push(state);
    todo.push(...next);
  }
  return final;
}

/** What the threads leave when they run alone, each on memory of its own as it was at the start. */
export function alone(test: LitmusTest, thread: number): MachineState {
  let state: MachineState = { threads: test.threads.map((_, i) => initialThread(test, i)), memory: initialMemory(test) };
  for (;;) {
    const next = performed(test, state, thread);
    if (next === undefined) return state;
    state = next;
  }
}

function successors(test: LitmusTest, state: MachineState): MachineState[] {
  return state.threads.map((_, thread) => performed(test, state, thread)).filter((next) => next !== undefined);
}

/** The next instruction of `thread` done; a store breaks the other threads' reservations of its location. */
function performed(test: LitmusTest, state: MachineState, thread: number): MachineState | undefined {
  const own = state.threads[thread];
  const done = own && step(test, test.threads[thread]?.instructions ?? [], own, state.memory);
  if (done === undefined) return undefined;
  const { stored } = done;
  const threads = state.threads.map((other, i): ThreadState => {
    if (i === thread) return done.thread;
    if (stored === undefined || other.reserved !== stored.location) return other;
    const { reserved: _, ...open } = other;
    return open;
  });
  return { threads, memory: stored === undefined ? state.memory : new Map([...state.memory, [stored.location, stored.value]]) };
}

function keyOf(state: MachineState): string {
  const known = ({ location, value }: Known): string => `${location ?? ''}+${value}`;
  const threads = state.threads.map(({ at, registers, compared, reserved }) => {
    const flags = compared === undefined ? '' : `${compared.a},${compared.b},${compared.size}`;
    return [at, flags, reserved ?? '', ...[...registers].map(([name, value]) => `${name}=${known(value)}`).toSorted()].join(' ');
  });
  return [...threads, ...[...state.memory].map(([name, value]) => `${name}=${value}`).toSorted()].join('|');
}

/** Whether `proposition` holds in a final state. Values are compared in 32 bits. */
export function holdsIn(proposition: Proposition, state: MachineState): boolean {
  switch (proposition.op) {
    case 'equals': {
      const { right } = proposition;
      return right.kind === 'int' && finalValue(proposition.left, state) === BigInt.asUintN(32, right.value);
    }
    case 'not':
      return !holdsIn(proposition.term, state);
    case 'and':
      return proposition.terms.every((term) => holdsIn(term, state));
    case 'or':
      return proposition.terms.some((term) => holdsIn(term, state));
    case 'implies':
      return !holdsIn(proposition.premise, state) || holdsIn(proposition.conclusion, state);
  }
}

export function finalValue(observed: Observed, state: MachineState): bigint {
  const value =
    observed.kind === 'location' ? state.memory.get(observed.location) : state.threads[observed.thread]?.registers.get(observed.reg)?.value;
  return BigInt.asUintN(32, value ?? 0n);
}
