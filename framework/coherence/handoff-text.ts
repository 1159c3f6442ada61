import { hex, mismatchText } from '../shm/diagnosis-text';
import type { HandoffRun } from './handoff';

/** What a hand-off came to, in a sentence or two: for the message of a matcher. */
export function handoffText(run: HandoffRun): string {
  const what = `${run.from} → ${run.to}, ${run.size} bytes, ${run.rounds} rounds, barriers ${run.barriers}, seed ${hex(run.seed)}`;
  const { first } = run;
  if (!first) return `${what}: expected a mismatch, every block arrived whole`;
  const age = first.age === undefined ? 'of no earlier round' : `as it was ${first.age} ${first.age === 1 ? 'round' : 'rounds'} before`;
  const place = `${mismatchText(first, first.address - BigInt(first.off))}; ${age}; ${first.cause}`;
  if (run.mismatches > 0) return `${what}: ${run.mismatches} elements differ; the first in round ${first.round} at ${place}`;
  return `${what}: given up in round ${first.round}, after ${run.late} late ones: a control word did not come in time, at ${place}`;
}
