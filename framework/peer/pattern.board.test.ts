import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { resolve } from 'node:path';
import sim from '../../boards/sim/board';
import { Rig } from '../board/rig';
import { BARRIER, MAINTENANCE, PATTERN } from './jobs';
import { patternAt, roundSeed } from './pattern';

let rig: Rig;
beforeAll(async () => {
  rig = await Rig.open(sim, { root: resolve(__dirname, '../..'), onProgress: () => undefined, onConsole: () => undefined });
}, 30_000);
afterAll(() => rig.close());

describe.each(Object.entries(PATTERN))('the pattern %s on the host', (_, pattern) => {
  test.each(['linux', 'r5'])('is what the compiled loop of %s fills in, at every width', async (id) => {
    const [off, len] = [0x7f_fe80, 0x100];
    for (const seed of [0n, 1n, 0xffff_ffff_ffff_fffdn, 0x0123_4567_89ab_cdefn]) {
      await rig.peer(id).job('fill', { pattern, seed, off, len, width: 32 });
      const bytes = Buffer.from(await rig.peer(id).region().blockRead(off, len));
      for (let at = 0; at < len; at += 8) {
        const fill = { pattern, seed };
        expect(patternAt(fill, 64, off + at)).toBe(bytes.readBigUInt64LE(at));
        expect(patternAt(fill, 32, off + at + 4)).toBe(BigInt(bytes.readUInt32LE(at + 4)));
        expect(patternAt(fill, 16, off + at + 6)).toBe(BigInt(bytes.readUInt16LE(at + 6)));
        expect(patternAt(fill, 8, off + at + 3)).toBe(BigInt(bytes[at + 3] as number));
      }
    }
  });
});

test('the seed of a round is the one that the producer of a hand-off fills with', async () => {
  const args = {
    ctl: 0x7f_f000,
    off: 0x1000,
    len: 64,
    rounds: 3,
    seed: 0xffff_ffff_0000_0001n,
    pattern: PATTERN.random,
    barrier: BARRIER.sy,
    maintenance: MAINTENANCE.none,
    patience: 0,
    run: 1,
  };
  await Promise.all([rig.peer('linux').job('handoff', { role: 0, ...args }), rig.peer('r5').job('handoff', { role: 1, ...args })]);
  const seed = roundSeed(args.seed, args.rounds);
  expect(await rig.peer('r5').region().read64(0x1008)).toBe(patternAt({ pattern: PATTERN.random, seed }, 64, 0x1008));
});
