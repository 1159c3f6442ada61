import type { Rig } from '../../board/rig';
import { JOBS, type JobName } from '../../peer/jobs';
import { counterBase, patternAt, type PatternFill } from '../../peer/pattern';

export interface JobCall {
  role: bigint | number;
  run: number;
  args: Readonly<Record<string, bigint | number>>;
}

/**
 * A rig whose sides answer a job with what `answer` says, and reads with `word`; results that it does not name are 0. A probe finds its memory sound: once
 * filled it holds what was filled in.
 */
export function twoSides(
  answer: (name: JobName, call: JobCall, side: string) => Record<string, bigint | undefined>,
  word: (side: string, off: number, base: number) => bigint = () => 0n,
  r5Isa = 'x86-64',
  third?: string,
): Rig {
  let base = 0;
  let filled: PatternFill | undefined;
  const read = (side: string, width: number, off: number): bigint => (filled ? patternAt(filled, width, off) : word(side, off, base));
  const peer = (side: string): unknown => ({
    region: () => ({
      size: 0x10000,
      physmap: 0x3ed8_0000n,
      ...Object.fromEntries([8, 16, 32].map((bits) => [`read${bits}`, (off: number) => Promise.resolve(Number(read(side, bits, off)))])),
      blockRead: (off: number, len: number) =>
        Promise.resolve(Uint8Array.from({ length: len }, (_, i) => (filled ? Number(read(side, 8, off + i)) : 0))),
      read64: (off: number) => Promise.resolve(read(side, 64, off)),
    }),
    job: async (name: JobName, args: Record<string, bigint | number>) => {
      await Promise.resolve();
      if (name === 'fill') {
        filled = { pattern: Number(args['pattern']), seed: args['seed'] ?? 0 };
        return {};
      }
      const run = Number(args['run'] ?? 0);
      base = counterBase(run);
      const zeros = Object.fromEntries(JOBS[name].results.map((key) => [key, 0n]));
      return { ...zeros, ...answer(name, { role: args['role'] as number, run, args }, side) };
    },
  });
  return {
    board: {
      name: 'fake',
      limits: {},
      soc: { linux: { isa: 'x86-64' }, r5: { isa: r5Isa } },
      peers: { linux: { kind: 'local' }, r5: { kind: 'serial' } },
    },
    peerIds: ['linux', 'r5', ...(third === undefined ? [] : [third])],
    peer,
    recover: () => Promise.resolve(),
    nextSeed: () => 7,
    identity: () => ({ tickHz: 1_000_000n }),
  } as unknown as Rig;
}
