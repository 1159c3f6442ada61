import { isIsa, type Isa } from '../code/isa';
import { ConfigError } from '../../errors/errors';
import { compileThread, type CompiledThread } from '../lower/compile-thread';
import { layoutOf } from '../lower/layout';
import { mutateThread } from '../mutate/mutate-thread';
import { mutationsFor, parseMutations, type Mutation } from '../mutate/mutation';
import type { LitmusTest } from '../program';
import { observedLocations } from '../lower/observed';
import { stateReader } from './outcome-state';
import { threadImage } from './image';
import type { Placement } from './placement';

/** What `prepare` asks of a rig. */
export interface Sides {
  readonly peerIds: readonly string[];
  identity(peer: string): { readonly isa: string };
}

/** One side's part in a run. */
export interface Role {
  readonly peer: string;
  readonly thread: CompiledThread;
  /** What is uploaded. */
  readonly image: Uint8Array;
}

export interface PreparedThreads {
  readonly roles: readonly Role[];
  /** Those that changed a thread. */
  readonly mutations: readonly string[];
  /** Text of the state that the words of an outcome are; undefined when the filter leaves it out. */
  readonly stateOf: (words: readonly number[]) => string | undefined;
}

/** Compiles the threads of a test for the sides of a placement. Throws `NotExpressible` when a side cannot run its thread. */
export function prepare(
  sides: Sides,
  source: LitmusTest,
  placement: Placement,
  options: { layout: 'apart' | 'same-line'; stride?: number | undefined; mutate?: string | undefined; faults?: readonly Mutation[] },
): PreparedThreads {
  const peers = withObserver(placement, sides.peerIds);
  const mutated = mutate(withFaults(source, placement, options.faults ?? []), placement, options.mutate, sides.peerIds);
  const test = withIdleThreads(mutated.test, peers.length);
  const layout = layoutOf(test, { spacing: options.layout, ...(options.stride !== undefined && { stride: options.stride }) });
  const threads = peers.map((peer, thread) => compileThread(test, thread, isaOf(sides, peer), layout));
  const outs = threads.map((thread) => thread.outs);
  const words = outs.map(({ length }) => length);
  const roles = threads.map((thread, role) => ({
    peer: peers[role] as string,
    thread,
    image: threadImage(test, thread, words, layout),
  }));
  const observed = observedLocations(test);
  const finals = test.locations.map(({ name }) => name).filter((name) => observed.has(name));
  return { roles, mutations: mutated.applied, stateOf: stateReader(source, { outs, finals }) };
}

/** The test as a board runs it that is broken on purpose. */
function withFaults(test: LitmusTest, placement: Placement, faults: readonly Mutation[]): LitmusTest {
  return placement.reduce((broken, peer, thread) => mutateThread(broken, thread, mutationsFor(faults, [peer])).test, test);
}

/** The test with its threads broken as asked, and what was changed: `swap-stores@r5`. A mutation that changes nothing anywhere breaks nothing. */
function mutate(
  test: LitmusTest,
  placement: Placement,
  text: string | undefined,
  peers: readonly string[],
): { test: LitmusTest; applied: string[] } {
  if (text === undefined) return { test, applied: [] };
  const names = placement.map((_, thread) => `P${thread}`);
  const wanted: readonly Mutation[] = parseMutations(text, [...peers, ...names]);
  const applied: string[] = [];
  let mutated = test;
  placement.forEach((peer, thread) => {
    const { test: next, mutations } = mutateThread(mutated, thread, mutationsFor(wanted, [peer, `P${thread}`]));
    mutated = next;
    applied.push(...mutations.filter((mutation) => mutation.applied).map(({ kind }) => `${kind}@${peer}`));
  });
  return { test: mutated, applied };
}

/** A test of one thread is watched by another side, which does its share of reading the final values. */
function withObserver(placement: Placement, peers: readonly string[]): Placement {
  const observer = peers.find((peer) => !placement.includes(peer));
  return placement.length === 1 && observer !== undefined ? [...placement, observer] : placement;
}

function withIdleThreads(test: LitmusTest, threads: number): LitmusTest {
  const idle = Array.from({ length: threads - test.threads.length }, () => ({ initial: new Map(), instructions: [] }));
  return idle.length === 0 ? test : { ...test, threads: [...test.threads, ...idle] };
}

function isaOf(sides: Sides, peer: string): Isa {
  const { isa } = sides.identity(peer);
  if (isIsa(isa)) return isa;
  throw new ConfigError(`peer '${peer}' is of ISA '${isa}', for which no litmus code can be made`, {
    fix: 'run the test with --model-only',
  });
}
