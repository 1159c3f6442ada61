import type { Rig } from '../board/rig';
import { counterBase } from '../peer/pattern';
import type { JobResults } from '../peer/jobs';
import type { Findings } from '../shm/diagnosis';
import { elementAt } from '../shm/element';
import { looks } from '../shm/probe';
import { diagnosisText, hex, mismatchText } from '../shm/diagnosis-text';
import { always, type CoherenceRun } from './coherence-run';
import { checkCount, checkDone } from './control-block';
import { lostSight, racingJobs } from './racing-jobs';

export interface NeighboursOptions {
  sides: readonly [string, string];
  /** Bits of an element; the elements of a line belong to the sides by turns. */
  width: 8 | 16 | 32;
  /** Rounds, after each of which both sides stand still and look at all that is theirs. */
  rounds: number;
  /** Least passes of each side over its elements in a round; default 200. */
  passes?: number;
  /** Bytes of the area, a multiple of 64; default 256: small, so that both are in the same line often. */
  size?: number;
  /** Default 0. */
  off?: number;
}

export interface LostWrite {
  side: string;
  pass: number;
  off: number;
  address: bigint;
  expected: bigint;
  got: bigint;
  /** Passes ago that the element held what was read; absent where it never did. */
  age: number | undefined;
}

export interface NeighboursRun extends CoherenceRun {
  width: number;
  rounds: number;
  /** Passes that each side made. */
  passes: [number, number];
  /** Rounds in which each side saw the other store while it did itself. */
  raced: [number, number];
  /** Elements of either side that did not hold what that side had stored last. */
  lost: number;
  /** Those of them that did not even directly behind the store. */
  atOnce: number;
  first: LostWrite | undefined;
}

/** How values differ from offset to offset and from pass to pass, and the inverse of the latter modulo 2^32: `native/core/neighbours.c`. */
const [PER_BYTE, PER_PASS, PASS_OF] = [0x9e37_79b9n, 0x7f4a_7c15n, 0x9937_733dn];
/** Passes back of which diagnosis is told one by one. */
const PASSES_BACK = 64;

/** Both sides write elements of the same lines at the same time, and nothing of either is lost. */
export async function neighbours(rig: Rig, options: NeighboursOptions): Promise<NeighboursRun> {
  const { sides, width, rounds, passes = 200, size = 256, off = 0 } = options;
  checkCount('rounds', rounds);
  const stood: Uint8Array[] = [];
  for (const side of sides) stood.push(await rig.peer(side).region().blockRead(off, size));
  const args = { len: size, width, rounds, least: passes };
  const { results, late, run, region } = await racingJobs(rig, 'neighbours', sides, { off, len: size }, args);
  if (late.length === 0)
    sides.forEach((side, role) => checkDone(`rounds of ${side}`, rounds, (results[role] as (typeof results)[0]).rounds));
  const each = (key: 'passes' | 'raced') => results.map((result) => Number(result[key])) as [number, number];
  const [made, raced] = [each('passes'), each('raced')];
  const what = `neighbours ${sides.join(' and ')}, ${width}-bit elements of ${size} bytes, ${rounds} rounds, in ${Math.max(...raced)} of them seen to race, ${made.join(' and ')} passes, run ${hex(run)}`;
  const value = (at: number, pass: number): bigint =>
    BigInt.asUintN(width, BigInt(counterBase(run)) + BigInt(at) * PER_BYTE + BigInt(pass) * PER_PASS);
  const losses: { text: string; first: LostWrite }[] = [];
  for (const [role, side] of sides.entries()) {
    const result = results[role] as (typeof results)[0];
    if (result.lost === 0n) continue;
    // As the side that lost something sees what the other writes.
    const probe = await looks(rig, sides[1 - role] as string, side, off).probe();
    losses.push(lossOf(side, result, { off, width, base: region.physmap, value, stood, probe }));
  }
  const faults = [...losses.map(({ text }) => text), ...(late.length > 0 ? [lostSight(late)] : [])];
  const sum = (key: 'lost' | 'atOnce'): number => results.reduce((total, result) => total + Number(result[key]), 0);
  return {
    what,
    untested: raced.every((seen) => seen === 0) ? 'neither side was seen to store while the other did' : undefined,
    failure: faults.length > 0 ? `${what}: ${faults.join('\n')}` : undefined,
    width,
    rounds,
    passes: made,
    raced,
    lost: sum('lost'),
    atOnce: sum('atOnce'),
    first: losses[0]?.first,
  };
}

function lossOf(
  side: string,
  { lost, atOnce, firstPass, firstOff, expected, got }: JobResults<'neighbours'>,
  area: {
    off: number;
    width: 8 | 16 | 32;
    base: bigint;
    value: (at: number, pass: number) => bigint;
    stood: readonly Uint8Array[];
    probe: Findings;
  },
): { text: string; first: LostWrite } {
  const { width, base } = area;
  const [off, pass] = [Number(firstOff), Number(firstPass)];
  const passesBack = Number(BigInt.asUintN(width, (expected - got) * PASS_OF));
  const age = passesBack < pass ? passesBack : undefined;
  const near = Array.from({ length: Math.min(pass - 1, PASSES_BACK) }, (_, i) => area.value(off - area.off, pass - 1 - i));
  // Before the first pass stood there what either side saw before the run.
  const oldest = area.stood.map((bytes) => elementAt(bytes, off - area.off, width));
  const [before, ...earlier] = [...near, ...(age === undefined ? oldest : [got])].map(always);
  // It is the side that stored it which reads it: what it got is what the writer sees, and, where it was so at once, what stays there.
  const same = always(got);
  const text = diagnosisText({
    base,
    observations: [{ off, width, expected, got }],
    ...(before && { before, earlier }),
    writer: same,
    probe: area.probe,
    // Some of what was lost is found later only, where the store that was to put it right was lost as well.
    ...(2n * atOnce < lost ? { shared: true } : { later: same }),
  });
  const when = age === undefined ? 'which it never held in this run' : `what it held ${age} ${age === 1 ? 'pass' : 'passes'} before`;
  return {
    text:
      `${side} lost ${lost} of its stores, ${atOnce} of them at once; the first in pass ${pass} at ` +
      `${mismatchText({ off, expected, got }, base)}, ${when}; ${text}`,
    first: { side, pass, off, address: base + firstOff, expected, got, age },
  };
}
