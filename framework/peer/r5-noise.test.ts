import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isAmpHilError } from '../errors/errors';
import { R5Client } from './r5-client';
import { FakeR5 } from './r5-fake';
import { R5Peer } from './r5-peer';

/**
 * Noise on the wire, both ways. The damage is such as CRC-16 finds for certain (a burst of up to 16 bits, or three flipped bits), or cuts a line,
 * or adds lines: an access then gives the right value or a typed error, whatever happens, and happens once.
 */
type Damage =
  | { kind: 'burst'; at: number; xor: number }
  | { kind: 'cut'; at: number }
  | { kind: 'split'; at: number }
  | { kind: 'drop' }
  | { kind: 'double' }
  | { kind: 'before'; text: string }
  | { kind: 'none' };

const damage: fc.Arbitrary<Damage> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Damage>({ kind: 'none' }) },
  fc.record({ kind: fc.constant('burst' as const), at: fc.nat(60), xor: fc.integer({ min: 1, max: 0xffff }) }),
  // One bit: a digit often becomes another one, which only the CRC shows.
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('burst' as const),
      at: fc.nat(30),
      xor: fc.integer({ min: 0, max: 2 }).map((bit) => 1 << bit),
    }),
  },
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat(60) }),
  fc.record({ kind: fc.constant('split' as const), at: fc.nat(60) }),
  fc.constant<Damage>({ kind: 'drop' }),
  fc.constant<Damage>({ kind: 'double' }),
  fc.record({
    kind: fc.constant('before' as const),
    text: fc.oneof(
      fc.string({ maxLength: 30 }),
      fc.constantFrom('ok 0', 'err range', '@1 ok 0', 'x'.repeat(500), '@2 ok 0 *0000', '# log', '\u0000\u00ff'),
    ),
  }),
);

function apply(line: string, what: Damage): string {
  switch (what.kind) {
    case 'burst': {
      const at = Math.min(what.at, line.length - 2);
      const flipped = [what.xor >> 8, what.xor & 0xff].map((bits, i) => String.fromCharCode((line.charCodeAt(at + i) & 0xff) ^ bits));
      return line.slice(0, at) + flipped.join('') + line.slice(at + 2);
    }
    case 'cut':
      return line.slice(0, what.at);
    case 'split':
      return `${line.slice(0, what.at)}\n${line.slice(what.at)}`;
    case 'drop':
      return '';
    case 'double':
      return `${line}\n${line}`;
    case 'before':
      return `${what.text}\n${line}`;
    case 'none':
      return line;
  }
}

test('On a noisy line an access gives the right value or a typed error, and is executed at most once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(damage, { maxLength: 30 }), fc.array(damage, { maxLength: 30 }), async (up, down) => {
      const r5 = new FakeR5();
      const client = new R5Client(r5.link, { timing: { resendMs: 1, livenessMs: 1, maxResends: 10, maxSilent: 10 } });
      await client.hello();
      const peer = new R5Peer(client);
      const region = (await peer.open('platform', '3ed80000.shm')).region(0);
      r5.executed.length = 0;
      r5.toR5 = (line) => apply(line, up.shift() ?? { kind: 'none' });
      r5.fromR5 = (line) => apply(line, down.shift() ?? { kind: 'none' });
      for (let i = 1; i <= 4; i++) {
        try {
          const value = 0x12345670 + i;
          await region.write32(0, value);
          expect(r5.memory.readUInt32LE(0)).toBe(value);
          expect(await region.read32(0)).toBe(value);
          expect(await peer.job('fill', { pattern: 0, seed: i, off: 0, len: 8, width: 8 })).toEqual({ bytes: 0x1000n, ticks: 5n });
        } catch (error) {
          if (!isAmpHilError(error)) throw error;
        }
      }
      // Each write and each job has its own number, so whatever was executed twice would show here.
      const effects = r5.executed.filter((command) => /^(write|job)/.test(command));
      expect(new Set(effects).size).toBe(effects.length);
      await r5.link.close();
    }),
    { numRuns: 60, seed: 20261124 },
  );
}, 30_000);
