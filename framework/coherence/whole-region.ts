import type { Rig } from '../board/rig';
import { PATTERN, type JobArgs, type Pattern } from '../peer/jobs';
import { diagnosisText, mismatchText } from '../shm/diagnosis-text';
import type { PatternCheck } from '../shm/pattern-check';
import type { CoherenceRun } from './coherence-run';
import { checkCount, controlOffset } from './control-block';

export interface WholeRegionOptions {
  /** Peer that fills. */
  from: string;
  /** Peer that verifies. */
  to: string;
  pattern: Pattern;
  /** How often it is filled and verified, each time with another seed; default 1. */
  passes?: number;
}

export interface WholeRegionRun extends CoherenceRun {
  /** Bytes that were verified and are right. */
  readonly verified: number;
}

/**
 * `from` fills the region from its start to its control area, `to` verifies all of it. Before, it is filled twice with the same pattern of another seed, so
 * that what is old afterwards is known, also where one store in many is lost.
 */
export async function wholeRegion(rig: Rig, { from, to, pattern, passes = 1 }: WholeRegionOptions): Promise<WholeRegionRun> {
  const len = controlOffset(rig.peer(to).region().size);
  const fillOf = (seed: number): JobArgs<'fill'> => ({ pattern: PATTERN[pattern], seed, off: 0, len, width: 64 });
  checkCount('passes', passes);
  let before = fillOf(rig.nextSeed());
  for (let i = 0; i < 2; i++) await rig.peer(from).job('fill', before);
  let verified = 0;
  let wrong: PatternCheck | undefined;
  for (let pass = 0; pass < passes && !wrong; pass++) {
    const fill = fillOf(rig.nextSeed());
    await rig.peer(from).job('fill', fill);
    const check = await rig.checkPattern(to, fill, { from, before: { pattern: PATTERN[pattern], seed: before.seed } });
    if (check.mismatches > 0n) wrong = check;
    else verified += len;
    before = fill;
  }
  return {
    what: `${from} → ${to}, the whole region but its control area, ${len} bytes, pattern ${pattern}, seed 0x${before.seed.toString(16)}`,
    untested: undefined,
    failure: wrong && failureText(wrong),
    verified,
  };
}

function failureText(check: PatternCheck): string {
  const { mismatches, bytes, firstOff, expected, got, findings } = check;
  const off = Number(firstOff);
  const was = findings?.before?.(64, off) === got;
  const age = was ? 'as it was before the last fill' : 'not what it was before';
  return `${mismatches} elements of ${bytes} bytes differ; the first at ${mismatchText({ off, expected, got }, findings?.base ?? 0n)}; ${age}; ${findings ? diagnosisText(findings) : ''}`;
}
