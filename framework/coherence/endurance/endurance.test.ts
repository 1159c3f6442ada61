import { describe, expect, test } from '@jest/globals';
import type { CountersReport, Rig } from '../../board/rig';
import { patternAt, type PatternFill } from '../../peer/pattern';
import type { ShmRegion } from '../../peer/shm-peer';
import { wrongOf } from '../../shm/diagnosis';
import { looks } from '../../shm/probe';
import { Draw } from '../walk/draw';
import { endurance, type EnduranceRun } from './endurance';
import { drawPiece } from './pieces';

/** A rig of which every procedure ends at once, and a clock that each of its calls moves on by 100 ms. */
function fakeRig(over: Record<string, unknown> = {}): { rig: Rig; now: () => number; calls: string[]; counters: CountersReport[] } {
  let ms = 0;
  const calls: string[] = [];
  const counters: CountersReport[] = [];
  const called = (name: string, result: object) => (options: { len?: number; off?: number; size?: number }) => {
    ms += 100;
    calls.push(`${name} ${JSON.stringify(options, (_, value: unknown) => (value instanceof AbortSignal ? undefined : value))}`);
    // Later, as on a board: what goes on meanwhile has its turn.
    return new Promise((resolve) => setImmediate(resolve, result));
  };
  const job = (name: string, { len }: { len: number }): Promise<object> => {
    calls.push(name);
    return new Promise((resolve) => setImmediate(resolve, { bytes: BigInt(len), mismatches: 0n, firstOff: 0n, expected: 0n, got: 0n }));
  };
  const rig = {
    peerIds: ['linux', 'r5'],
    peer: (id: string) => ({ id, region: () => ({ size: 0x800000, physmap: 0n }), job }),
    nextSeed: () => 5,
    reportCounters: (line: CountersReport) => counters.push(line),
    reportProgress: () => undefined,
    handoff: called('handoff', { rounds: 3, verified: 12, first: undefined }),
    walk: called('walk', { made: 40, failure: undefined }),
    visibility: called('visibility', { samples: 10, failure: undefined }),
    neighbours: called('neighbours', { passes: [1, 2], failure: undefined }),
    messagePassing: called('messagePassing', { iterations: 20, stale: 0, first: undefined, seed: 1 }),
    litmus: () => called('litmus', { runs: [{ iterations: 7, result: 'pass' }] })({}),
    ...over,
  };
  return { rig: rig as unknown as Rig, now: () => ms, calls, counters };
}

describe('an endurance run', () => {
  test('makes pieces of every procedure until its time is over, and counts them by the minute', async () => {
    const { rig, now, calls, counters } = fakeRig();
    const run: EnduranceRun = await endurance(rig, { seconds: 125, now });
    expect(run).toMatchObject({ seed: 5, pieces: 1250, seconds: 125, failure: undefined });
    const kinds = new Set(calls.map((call) => call.split(' ')[0]));
    expect([...kinds].sort()).toEqual(['fill', 'handoff', 'litmus', 'messagePassing', 'neighbours', 'verify', 'visibility', 'walk']);
    expect(counters.map(({ what, minute, seconds }) => ({ what, minute, seconds }))).toEqual([
      { what: 'endurance', minute: 1, seconds: 60 },
      { what: 'endurance', minute: 2, seconds: 60 },
      { what: 'endurance', minute: 3, seconds: 5 },
    ]);
    expect(counters.reduce((sum, { counts }) => sum + (counts['pieces'] ?? 0), 0)).toBe(1250);
  });

  test('ends at the first failure, and names seed, piece and what was wrong', async () => {
    const failing = (): Promise<object> => Promise.resolve({ samples: 1, failure: 'backwards at 0x40' });
    const { rig, now } = fakeRig({ visibility: failing });
    const run = await endurance(rig, { seconds: 1000, now });
    expect(run.failure).toMatch(/^endurance on linux and r5, seed 5, .* pieces: piece \d+, visibility, .*: backwards at 0x40$/);
    expect(run.pieces).toBeLessThan(100);
  });

  test('ends at a mismatch of what was filled meanwhile', async () => {
    const job = (name: string): Promise<object> =>
      new Promise((resolve) =>
        setImmediate(resolve, { mismatches: name === 'verify' ? 2n : 0n, firstOff: 0x10010n, expected: 1n, got: 3n }),
      );
    const { rig, now } = fakeRig({ peer: (id: string) => ({ id, region: () => ({ size: 0x20000, physmap: 0n }), job }) });
    const run = await endurance(rig, { seconds: 1e6, now });
    expect(run.failure).toMatch(/what linux filled meanwhile, .*: 2 elements differ; the first at offset 0x10010 .*expected 0x1, got 0x3/);
  });

  test('a piece that probes all of the memory has it for itself, and its failure is the one that is told', async () => {
    let filled: PatternFill = { pattern: 0, seed: 0 };
    const job = async (name: string, args: PatternFill): Promise<object> => {
      if (name === 'fill') filled = args;
      await new Promise((resolve) => setImmediate(resolve));
      return { mismatches: 0n, firstOff: 0n, expected: 0n, got: 0n };
    };
    const region = {
      size: 0x20000,
      physmap: 0n,
      read64: (off: number) => Promise.resolve(patternAt(filled, 64, off)),
      blockRead: async (off: number, len: number) => {
        await new Promise((resolve) => setImmediate(resolve));
        return Uint8Array.from({ length: len }, (_, i) => Number(patternAt(filled, 8, off + i)));
      },
    } as unknown as ShmRegion;
    let wrong = -1;
    const visibility = async (): Promise<object> => {
      wrong = wrongOf((await looks(rig, 'linux', 'r5', 0).probe()).observations).length;
      return { samples: 1, failure: 'backwards at 0x40' };
    };
    const { rig, now } = fakeRig({ visibility, peer: (id: string) => ({ id, region: () => region, job }) });
    const run = await endurance(rig, { seconds: 1000, now });
    expect(wrong).toBe(0);
    expect(run.failure).toMatch(/: backwards at 0x40$/);
  });

  test('what a piece or the load has found stays the failure, also where the other part is lost', async () => {
    let fails = (): void => undefined;
    const failing = async (): Promise<object> => {
      fails();
      await new Promise((resolve) => setTimeout(resolve));
      return { samples: 1, failure: 'backwards at 0x40' };
    };
    const fill = (): Promise<never> => new Promise((_, reject) => (fails = () => reject(new Error('the board is gone'))));
    const peer = (id: string): object => ({ id, region: () => ({ size: 0x20000, physmap: 0n }), job: fill });
    const piece = fakeRig({ visibility: failing, peer });
    expect((await endurance(piece.rig, { seconds: 1000, now: piece.now })).failure).toMatch(/backwards at 0x40/);

    const gone = new Promise((_, reject) => setTimeout(reject, 0, new Error('the board is gone')));
    gone.catch(() => undefined);
    const all = Object.fromEntries(
      ['handoff', 'walk', 'visibility', 'neighbours', 'messagePassing', 'litmus'].map((name) => [name, () => gone]),
    );
    const job = (): Promise<object> => Promise.resolve({ mismatches: 2n, firstOff: 0x10010n, expected: 1n, got: 3n });
    const load = fakeRig({ ...all, peer: (id: string) => ({ id, region: () => ({ size: 0x20000, physmap: 0n }), job }) });
    expect((await endurance(load.rig, { seconds: 1000, now: load.now })).failure).toMatch(/what linux filled meanwhile/);
  });

  test('a procedure that rejects ends it with that error, after its counters were handed on', async () => {
    const { rig, now, counters } = fakeRig({ walk: () => Promise.reject(new Error('the board is gone')) });
    await expect(endurance(rig, { seconds: 1000, now })).rejects.toThrow('the board is gone');
    expect(counters).toHaveLength(1);
  });

  test('refuses a time that is none, and ends when it is cancelled', async () => {
    const { rig, now } = fakeRig();
    await expect(endurance(rig, { seconds: 0, now })).rejects.toMatchObject({ code: 'InvalidArgument' });
    await expect(endurance(rig, { seconds: NaN, now })).rejects.toMatchObject({ code: 'InvalidArgument' });
    await expect(endurance(rig, { seconds: 10, now, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'Cancelled' });
  });
});

test('the same seed draws the same pieces, of changing size and in both directions, none above its half of the memory', () => {
  const half = 0x10000 - 64;
  const texts = (seed: number): string[] => {
    const draw = new Draw(seed);
    return Array.from({ length: 300 }, () => drawPiece(draw, ['linux', 'r5'], half).text);
  };
  expect(texts(3)).toEqual(texts(3));
  expect(texts(3)).not.toEqual(texts(4));
  const parsed = texts(3).flatMap((text) => {
    const found = /hand-off of (\d+) bytes at (0x[0-9a-f]+), (\w+) to/.exec(text);
    return found ? [found.slice(1) as [string, string, string]] : [];
  });
  expect(new Set(parsed.map(([size]) => size)).size).toBeGreaterThan(4);
  expect(new Set(parsed.map(([, , from]) => from))).toEqual(new Set(['linux', 'r5']));
  expect(parsed.every(([size, off]) => Number(off) + Number(size) <= half)).toBe(true);
});
