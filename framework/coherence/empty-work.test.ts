import { expect, test } from '@jest/globals';
import type { Rig } from '../board/rig';
import { messagePassing } from '../litmus/message-passing';
import { bandwidth } from '../throughput/bandwidth';
import { doorbell } from '../shm/doorbell';
import { handoff } from './handoff';

/** A rig whose jobs answer at once that they did `done` of what they were for. */
function rig(done: bigint): Rig {
  const answer = { rounds: done, iterations: done, mismatches: 0n, stale: 0n, observed: 1n, bytes: done, ticks: 1n };
  const peer = { region: () => ({ size: 0x10000, physmap: 0n }), job: () => Promise.resolve(answer) };
  const board = { limits: {} };
  return { board, peer: () => peer, identity: () => ({ tickHz: 1000n }), nextSeed: () => 1 } as unknown as Rig;
}

const block = { from: 'linux', to: 'r5', size: 64 };
const shape = { from: 'linux', to: 'r5', barriers: 'sy' } as const;
const bench = { peer: 'linux', op: 'read', width: 64 } as const;

test('a doorbell of a mode that is none is refused, not taken for a burst', async () => {
  await expect(doorbell(rig(1n), { rounds: 1, mode: 'fast' as never })).rejects.toMatchObject({
    code: 'InvalidArgument',
    message: expect.stringMatching(/mode is 'fast'.*'paced' or 'burst'/s),
  });
});

test.each<[string, (on: Rig) => Promise<unknown>]>([
  ['a hand-off of no rounds', (on) => handoff(on, { ...block, rounds: 0 })],
  ['a hand-off of half a round', (on) => handoff(on, { ...block, rounds: 0.5 })],
  ['a hand-off of empty blocks', (on) => handoff(on, { ...block, size: 0, rounds: 1 })],
  ['message passing of no iterations', (on) => messagePassing(on, { ...shape, iterations: 0 })],
  ['a doorbell that is not rung', (on) => doorbell(on, { rounds: 0, mode: 'paced' })],
  ['bandwidth of empty blocks', (on) => bandwidth(on, { ...bench, size: 0, samples: 1 })],
  ['bandwidth without samples', (on) => bandwidth(on, { ...bench, size: 64, samples: 0 })],
])('%s is refused before anything runs', async (_, run) => {
  await expect(run(rig(0n))).rejects.toMatchObject({ code: 'InvalidArgument', message: expect.stringContaining('at least 1 is needed') });
});

test.each<[string, (on: Rig) => Promise<unknown>]>([
  ['a hand-off', (on) => handoff(on, { ...block, rounds: 8 })],
  ['message passing', (on) => messagePassing(on, { ...shape, iterations: 8 })],
])('%s that did not do all its rounds is no result', async (_, run) => {
  await expect(run(rig(7n))).rejects.toMatchObject({ code: 'ProtocolViolation', message: expect.stringContaining('7 of 8 done') });
  await expect(run(rig(8n))).resolves.toMatchObject({ from: 'linux' });
});
