import { describe, expect, test } from '@jest/globals';
import type { Rig } from '../../board/rig';
import { failureText } from './failure';
import { FakeSides, type Wiring } from './test/fake-sides';
import { walk, type WalkOptions, type WalkRun } from './walk';

const SIZE = 0x9000;

function walkOn(wiring: Wiring | undefined, options: WalkOptions): Promise<WalkRun> {
  const sides = new FakeSides(SIZE, wiring);
  const rig = {
    board: { name: 'fake', faults: ['lost-write=1/64'] },
    peerIds: sides.ids,
    peer: (id: string) => sides.peer(id),
    handoff: sides.handoff.bind(sides),
    seed: 7,
    nextSeed: () => 7,
  };
  return walk(rig as unknown as Rig, { settleMs: 0, ...options });
}

/** The R5's stores to the first 256 bytes go nowhere. */
const deaf: Wiring = ({ side, off, byte }, memory) =>
  side === 'r5' && byte !== undefined && off < 0x100 ? undefined : (byte ?? memory[off]);

describe('a walk on two sides of one memory', () => {
  test('of a sound memory fails nowhere, whatever the seed', async () => {
    for (let seed = 0; seed < 6; seed++) {
      const run = await walkOn(undefined, { seed, steps: 150 });
      expect(run).toMatchObject({
        board: 'fake',
        seed,
        steps: 150,
        made: 150,
        first: undefined,
        failure: undefined,
        reproducer: undefined,
      });
    }
  });

  test('catches the one store in 64 that a side loses, with every seed', async () => {
    for (let seed = 0; seed < 6; seed++) {
      let stores = seed;
      const losing: Wiring = ({ side, off, byte }, memory) =>
        side === 'r5' && byte !== undefined && ++stores % 64 === 0 && off < 0x8000 ? undefined : (byte ?? memory[off]);
      const { first, reproducer } = await walkOn(losing, { seed, steps: 300, replays: 16 });
      expect(first?.expected).not.toBe(first?.got);
      expect(reproducer?.only.length).toBeLessThanOrEqual(20);
    }
  });

  test('shortens a failure to the steps that it takes, and these fail when they are made again', async () => {
    const { first, reproducer } = await walkOn(deaf, { seed: 3, steps: 300 });
    expect(first).toBeDefined();
    expect(reproducer?.minimal).toBe(true);
    expect(reproducer?.only.length).toBeLessThanOrEqual(2);
    const again = await walkOn(deaf, { seed: 3, steps: 300, only: reproducer?.only ?? [] });
    expect(again.first).toBeDefined();
    expect(again.made).toBe(reproducer?.only.length);
  });

  test('says in words what was wrong, the likely cause, and how to make it again', async () => {
    const { failure, reproducer } = await walkOn(deaf, { seed: 3, steps: 300 });
    const { only = [], steps = [] } = reproducer ?? {};
    expect(failure).toMatch(/^walk of 300 steps on linux and r5, seed 3: step \d+, .*; likely cause: .*lost write/);
    expect(failure).toContain(
      `npx amp-hil walk -b fake --seed 3 --steps 300 --only ${only.join(',')} --fault lost-write=1/64\n    ${steps[0]}`,
    );
  });

  test('of a part of the memory is made again in that part', async () => {
    const { failure } = await walkOn(deaf, { seed: 3, steps: 300, len: 0x4000, replays: 1 });
    expect(failure).toMatch(/ --seed 3 --steps 300 --len 16384 --only /);
  });

  test('tells the seed of the run where that draws what the faults hit, and is not the one of the walk', async () => {
    const told = /the same run with --seed 7 does$/;
    expect((await walkOn(deaf, { seed: 3, steps: 300, replays: 0 })).failure).toMatch(told);
    expect((await walkOn(deaf, { seed: 7, steps: 300, replays: 0 })).failure).not.toMatch(told);
  });

  test('stops shortening, also within a replay, when its time is over, and says that a shorter one may exist', async () => {
    let [ms, last] = [0, 0];
    const onProgress = (_done: number, replay: number): void => void ((last = replay), (ms += 10));
    const { failure, reproducer } = await walkOn(deaf, { seed: 3, steps: 300, shortenMs: 25, onProgress, now: () => ms });
    expect(reproducer).toMatchObject({ minimal: false, replays: last });
    expect(last).toBe(1);
    expect(reproducer?.only.length).toBeGreaterThan(2);
    expect(failure).toContain('not the shortest perhaps: replays or time ran out: npx amp-hil walk');
  });

  test('says of a failure where, what, by which step and how many steps before it was written', async () => {
    const { first } = await walkOn(deaf, { seed: 3, steps: 300, replays: 0 });
    const text = first ? failureText(first) : '';
    expect(text).toMatch(
      /^step \d+, .* differ.*; the first at offset 0x[0-9a-f]{1,2} \(physical 0x3ed800[0-9a-f]{2}\): expected 0x[0-9a-f]+, got 0x[0-9a-f]+, .*; written by step \d+, \d+ steps before$/,
    );
    expect(first?.age).toBe((first?.step ?? 0) - (first?.writtenBy ?? 0));
  });

  test('finds in the sweep what no step looks at', async () => {
    const corrupted: Wiring = ({ off, byte }, memory) => (off === 0x7777 && byte === undefined ? 0xff : (byte ?? memory[off]));
    const { first } = await walkOn(corrupted, { seed: 5, steps: 5, replays: 4 });
    expect(first).toMatchObject({ step: 6, side: 'linux', writtenBy: 0 });
    expect(first?.what).toMatch(/the sweep by linux at the end/);
  });

  test('notes a hand-over that the next side does not see yet', async () => {
    const old = new Uint8Array(SIZE);
    const stale: Wiring = ({ side, off, byte }, memory) => {
      if (off < 0x8000 || side === 'linux') return byte ?? memory[off];
      return byte ?? old[off];
    };
    const { first } = await walkOn(stale, { seed: 5, steps: 50 });
    expect(first).toMatchObject({ side: 'r5', what: 'the hand-over from linux to r5', off: 0x8fc0, width: 32 });
  });

  test('refuses steps, a length or a choice of steps that are none', async () => {
    const code = 'InvalidArgument';
    await expect(walkOn(undefined, { steps: 0 })).rejects.toMatchObject({ code });
    await expect(walkOn(undefined, { steps: 65536 })).rejects.toMatchObject({ code, message: expect.stringContaining('65535') });
    await expect(walkOn(undefined, { steps: 10, only: [] })).rejects.toMatchObject({ code });
    await expect(walkOn(undefined, { steps: 10, only: [11] })).rejects.toMatchObject({ code, message: expect.stringContaining('11') });
    await expect(walkOn(undefined, { steps: 10, len: 0x8040 })).rejects.toMatchObject({ code });
    await expect(walkOn(undefined, { steps: 10, len: 100 })).rejects.toMatchObject({ code });
  });

  test('ends when it is cancelled', async () => {
    await expect(walkOn(undefined, { steps: 10, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'Cancelled' });
  });
});
