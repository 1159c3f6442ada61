import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { resolve } from 'node:path';
import sim from '../../boards/sim/board';
import { Rig } from '../board/rig';
import { matchers } from './matchers';
import { ALIGN_OP, PATTERN } from '../peer/jobs';
import type { ShmRegion } from '../peer/shm-peer';
import type { BlockCheck } from '../shm/block-check';
import { contentOf } from '../shm/diagnosis';
import { readWidth, withOps, writeWidth, type RegionOps } from '../shm/ops';
import { readback } from '../shm/readback';

/** Memory of the simulator, broken on purpose: what the checks print of it. */

let rig: Rig;
beforeAll(async () => {
  rig = await Rig.open(sim, { root: resolve(__dirname, '../..'), onProgress: () => undefined, onConsole: () => undefined });
}, 30_000);
afterAll(() => rig.close());

const messageOf = (found: { pass: boolean; message: () => string }): string => {
  expect(found.pass).toBe(false);
  return found.message();
};

const folded: RegionOps = {
  read: (io, off, order, width) => readWidth(io, width, off & ~0x1000, order),
  write: (io, off, value, order, width) => writeWidth(io, width, off & ~0x1000, value, order),
};
const stuck: RegionOps = { read: async (io, off, order, width) => (await readWidth(io, width, off, order)) | 0x20n };
const crossed: RegionOps = {
  read: async (io, off, _, width) => {
    const bytes = await io.blockRead(off - (off % 8), 8);
    bytes.set([bytes[2] as number, bytes[1] as number, bytes[0] as number]);
    return contentOf([{ off: off - (off % 8), width: 64, expected: Buffer.from(bytes).readBigUInt64LE() }])(width, off) ?? 0n;
  },
};
/** A cache that is never cleaned: what was read once is read for ever. */
const stale = (): RegionOps => {
  const seen = new Map<number, bigint>();
  return {
    read: async (io, off, order, width) =>
      seen.get(off) ?? (seen.set(off, await readWidth(io, width, off, order)), seen.get(off) as bigint),
  };
};

describe.each([
  ['linux', 'r5'],
  ['r5', 'linux'],
])('scalar writes from %s, read by %s', (from, to) => {
  const lines = [0, 4, 0x40, 0x400, 0x1000, 0x2000, 0x40_0000];
  const run = (ops: RegionOps, offs: number[], salt: number): ReturnType<typeof readback> => {
    const through = (io: ShmRegion): ShmRegion => withOps(io, ops);
    const writes = offs.map((off, i) => ({ off, width: 32 as const, value: BigInt((0x9e37_79b9 * (i + salt)) >>> 0) & 0xffff_ffdfn }));
    return readback(through(rig.peer(from).region()), through(rig.peer(to).region()), { writes });
  };

  test('that hold are as written', async () => {
    expect(matchers.toBeAsWritten(await run({}, lines, 1))).toMatchObject({ pass: true });
  });

  test.each<[string, RegionOps, number[], string]>([
    [
      'a stuck data bit',
      stuck,
      lines,
      String.raw`offset 0x0 \(physical 0x3ed80000\): expected 0x[0-9a-f]+, got 0x[0-9a-f]+, differing bits 0x20 \(bit 5\); likely cause: data bit 5 of each 32-bit word stuck at 1 \(byte lane 0\)`,
    ],
    [
      'an address line without effect',
      folded,
      lines,
      String.raw`1 of 7 elements differ; the first at offset 0x0 .*aliased address line A12`,
    ],
    ['lanes that are crossed', crossed, lines, String.raw`swapped byte lanes: a 64-bit word reads its bytes in the order 2 1 0 3 4 5 6 7`],
    ['a cache that is never cleaned', stale(), lines, String.raw`likely cause: stale data`],
    [
      'one wrong word',
      { read: async (io, off, order, width) => (await readWidth(io, width, off, order)) ^ (off === 0x400 ? 0x5an : 0n) },
      lines,
      String.raw`offset 0x400 \(physical 0x3ed80400\).*likely cause: unknown \(1 of the 7 elements`,
    ],
  ])('with %s are told so', async (_, ops, offs, text) => {
    expect(messageOf(matchers.toBeAsWritten(await run(ops, offs, rig.nextSeed())))).toMatch(new RegExp(text));
  });

  test.each([8, 16, 32, 64, 128])('a pattern in %i-bit accesses that somebody breaks is diagnosed from a second look', async (width) => {
    const job = { pattern: PATTERN.random, seed: rig.nextSeed(), off: 0, len: 0x4000, width };
    const disturb = async (change: (bytes: Uint8Array) => void): Promise<string> => {
      await rig.peer(from).job('fill', job);
      const bytes = await rig.peer('linux').region().blockRead(0, job.len);
      change(bytes);
      await rig.peer('linux').region().blockWrite(0, bytes);
      return messageOf(matchers.toMatchPattern(await rig.checkPattern(to, job)));
    };
    const sticks = (bytes: Uint8Array): void => {
      for (let i = 3; i < bytes.length; i += 8) bytes[i] = (bytes[i] as number) & ~0x10;
    };
    expect(await disturb(sticks)).toMatch(/likely cause: data bit 28 of each 64-bit word stuck at 0 \(byte lane 3\)$/m);
    const folds = (bytes: Uint8Array): void => {
      for (let i = 0; i < bytes.length; i++) bytes[i] = bytes[i | 0x800] as number;
    };
    expect(await disturb(folds)).toMatch(/offset 0x0 \(physical 0x3ed80000\).*likely cause: aliased address line A11:/);
    const crosses = (bytes: Uint8Array): void => {
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).swap32();
    };
    expect(await disturb(crosses)).toMatch(/likely cause: swapped byte lanes: .* 3 2 1 0 7 6 5 4$/m);
    expect(await disturb((bytes) => bytes.set([1, 2, 3], 0x1230))).toMatch(/offset 0x123[0-9a-f] .*likely cause: unknown/);
  });

  test('a pattern over which an old one was left was lost on its way', async () => {
    const before = { pattern: PATTERN.random, seed: rig.nextSeed() };
    const job = { pattern: PATTERN.random, seed: rig.nextSeed(), off: 0, len: 0x1000, width: 64 };
    await rig.peer(from).job('fill', { ...job, ...before });
    expect(messageOf(matchers.toMatchPattern(await rig.checkPattern(to, job, { before })))).toMatch(/likely cause: lost write/);
  });
});

describe.each(['linux', 'r5'])('blocks on %s, in an area that somebody else writes to', (id) => {
  test('are told with offset, physical address and a cause', async () => {
    const disturbed = async (): Promise<BlockCheck> => {
      let over = false;
      const args = { op: ALIGN_OP.write, width: 0, least: 700, most: 760, off: 0x4000, seed: rig.nextSeed() };
      const work = rig.checkBlocks(id, args).finally(() => (over = true));
      for (let i = 0; !over; i++)
        await rig
          .peer('linux')
          .region()
          .write8(0x4021, i & 0xff);
      return work;
    };
    let found = await disturbed();
    for (let again = 0; again < 20 && found.mismatches === 0n; again++) found = await disturbed();
    expect(messageOf(matchers.toMoveEveryBlock(found))).toMatch(
      /in the region at offset 0x4021 \(physical 0x3ed84021\): expected 0x[0-9a-f]+, got 0x[0-9a-f]+, differing bits 0x[0-9a-f]+.*likely cause: /,
    );
  });
});

test('Elements that were right are part of what is judged', async () => {
  const run = await readback(rig.peer('linux').region(), rig.peer('r5').region(), { writes: [{ off: 0, width: 8, value: 1n }] });
  expect(run.observations).toEqual([{ off: 0, width: 8, expected: 1n, got: 1n }]);
});

test('A read of what nobody wrote is refused', async () => {
  const region = rig.peer('linux').region();
  const plan = { writes: [{ off: 0, width: 16 as const, value: 1n }], reads: [{ off: 0, width: 32 as const }] };
  await expect(readback(region, region, plan)).rejects.toMatchObject({ code: 'InvalidArgument' });
});
