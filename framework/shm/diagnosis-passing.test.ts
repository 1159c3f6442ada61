import { describe, expect, test } from '@jest/globals';
import { PATTERN } from '../peer/jobs';
import { patternAt } from '../peer/pattern';
import { diagnose, type Cause, type Content, type Findings, type Observation } from './diagnosis';
import { causeKinds, causesText } from './diagnosis-text';

/** What each passing fault leaves behind, as a check sees it: sets of 64-bit elements over 1 KiB. */

const of =
  (seed: bigint): Content =>
  (width, off) =>
    patternAt({ pattern: PATTERN.random, seed }, width, off);
const [now, old] = [of(2n), of(1n)];
const value = (content: Content, off: number): bigint => content(64, off) ?? 0n;

function set(got: (off: number) => bigint): Findings {
  const observations = Array.from({ length: 128 }, (_, i): Observation => ({
    off: 8 * i,
    width: 64,
    expected: value(now, 8 * i),
    got: got(8 * i),
  }));
  return { base: 0n, observations, written: now, before: old };
}
const kinds = (findings: Findings): Cause['kind'][] => diagnose(findings).map(({ kind }) => kind);

const line = set((off) => value(off >= 64 && off < 128 ? old : now, off));
const word = set((off) => value(off === 72 ? old : now, off));
const all = set((off) => value(old, off));
const half = set((off) => (off === 72 ? (value(old, off) & 0xffff_ffffn) | ((value(now, off) >> 32n) << 32n) : value(now, off)));

const stuck = set((off) => value(now, off) | (1n << 5n));

describe('a set with old elements', () => {
  test.each<[string, Findings, Cause['kind'][]]>([
    ['whole lines, looked at once', line, ['stale-line']],
    ['a word, looked at once', word, ['stale']],
    ['a word that the writer sees new', { ...word, later: old, writer: now }, ['stale-line']],
    ['a word that both see old', { ...word, later: old, writer: old }, ['lost-write']],
    ['the same where both had stored', { ...word, later: old, writer: old, shared: true }, ['clobbered-line', 'lost-write']],
    [
      'a word that was undone where both had stored, and a probe by one side alone finds a store lost too',
      { ...word, later: old, writer: old, shared: true, probe: { ...word, later: old, writer: old } },
      ['clobbered-line', 'lost-write'],
    ],
    [
      'a word that was undone where both had stored, and a probe finds what explains it for good',
      { ...word, later: old, writer: old, shared: true, probe: { ...line, later: old, writer: now } },
      ['stale-line'],
    ],
    [
      'lines that are old, and a probe finds a bit stuck that explains none of them',
      { ...line, later: now, probe: stuck },
      ['stuck-bit', 'stale-line'],
    ],
    ['all of it, which arrived', { ...all, later: now }, ['late']],
    ['lines that were right later', { ...line, later: now }, ['stale-line']],
    ['a word that had been waited for, and arrived', { ...word, later: now, waited: true }, ['late']],
    ['a word that was waited for and never written', { ...word, later: old, writer: old, waited: true }, ['unknown']],
    ['half of a word', half, ['torn']],
    [
      'half of a word, which stays so',
      { ...half, later: (w, off) => (off === 72 ? half.observations[9]?.got : now(w, off)), writer: old },
      ['lost-write'],
    ],
    ['a word that arrived, and nothing is late in a probe', { ...word, later: now, probe: set((off) => value(now, off)) }, ['stale-line']],
    ['a word that arrived, and a probe is late', { ...word, later: now, probe: { ...all, later: now } }, ['late']],
  ])('%s', (_, findings, expected) => {
    expect(kinds(findings)).toEqual(expected);
    if (expected[0] !== 'unknown') expect(causeKinds(causesText(diagnose(findings)))).toEqual(expected);
  });

  test('a window that is shifted and comes in again at its start before its end is told with its distance', () => {
    // The simulator's: its last 4 KiB are not shifted, what lies beyond them comes in again at the start.
    const [size, spared] = [0x10000, 0xf000];
    const offs = [0, 8, 0x1000, 0x2008, 0x4000, 0x8000, 0xe000, spared - 8, spared - 16];
    const observations = offs.map((off): Observation => ({
      ...{ off, width: 64, expected: value(now, off) },
      got: value(now, (off + 0x2e40) % spared),
    }));
    const written: Content = (width, off) => (off < spared ? now(width, off) : undefined);
    expect(diagnose({ base: 0n, observations, written, size })).toEqual([{ kind: 'window-shifted', bytes: 0x2e40 }]);
  });

  test.each([64, -64, 704, 4224])('a window that is shifted by %i bytes is told with its distance', (bytes) => {
    const shifted = set((off) => value(now, (off + bytes + 0x10000) % 0x10000));
    expect(diagnose({ ...shifted, size: 0x10000 })).toEqual([{ kind: 'window-shifted', bytes }]);
  });
});
