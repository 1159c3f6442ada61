import { beforeAll, describe, expect, test } from '@jest/globals';
import { join, resolve } from 'node:path';
import { coreFlags, disassemble, instructionsOf, type CrossIsa } from './test/disassembly';

/** What the compiler makes of each scalar access, against the table in access.h. */

const outDir = resolve(__dirname, '../../build/native-test/access');
const WIDTHS = [8, 16, 32, 64] as const;

/** Mnemonics of one load and one store by width. */
const LOADS: Record<CrossIsa, Record<number, string>> = {
  aarch64: { 8: 'ldrb', 16: 'ldrh', 32: 'ldr', 64: 'ldr' },
  'armv7-r': { 8: 'ldrb', 16: 'ldrh', 32: 'ldr', 64: 'ldrd' },
};
const STORES: Record<CrossIsa, Record<number, string>> = {
  aarch64: { 8: 'strb', 16: 'strh', 32: 'str', 64: 'str' },
  'armv7-r': { 8: 'strb', 16: 'strh', 32: 'str', 64: 'strd' },
};

describe.each<CrossIsa>(['aarch64', 'armv7-r'])('a scalar access on %s is the documented sequence', (isa) => {
  const acquire = isa === 'aarch64' ? 'dmb ld' : 'dmb sy';
  let text = '';

  beforeAll(() => {
    text = disassemble(isa, join(__dirname, 'test/access_sequences.c'), coreFlags(__dirname), join(outDir, isa));
  }, 60_000);

  /** Loads, stores and barriers of a function, in order; everything else moves registers, saves them on the stack, or returns. */
  const memory = (name: string): string[] => instructionsOf(text, name).filter((line) => /^(ld|st|dmb|dsb|isb|swp)/.test(line));

  test.each(WIDTHS)('%i-bit load: relaxed, acquire, seq_cst', (bits) => {
    const load = LOADS[isa][bits] ?? '';
    expect(memory(`read${bits}_relaxed`)).toEqual([load]);
    expect(memory(`read${bits}_acq_rel`)).toEqual([load, acquire]);
    expect(memory(`read${bits}_seq_cst`)).toEqual([load, 'dmb sy']);
  });

  test.each(WIDTHS)('%i-bit store: relaxed, release, seq_cst', (bits) => {
    const store = STORES[isa][bits] ?? '';
    expect(memory(`write${bits}_relaxed`)).toEqual([store]);
    expect(memory(`write${bits}_acq_rel`)).toEqual(['dmb sy', store]);
    expect(memory(`write${bits}_seq_cst`)).toEqual(['dmb sy', store, 'dmb sy']);
  });

  test('a function that is not there is an error, not an empty sequence', () => {
    expect(() => instructionsOf(text, 'read128_relaxed')).toThrow(/read128_relaxed/);
  });
});
