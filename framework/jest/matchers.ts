import type { CoherenceRun } from '../coherence/coherence-run';
import { handoffText } from '../coherence/handoff-text';
import type { HandoffRun } from '../coherence/handoff';
import type { MessagePassingRun } from '../litmus/message-passing';
import { alignCase } from '../peer/align-case';
import type { JobResults } from '../peer/jobs';
import type { BlockCheck } from '../shm/block-check';
import { wrongOf } from '../shm/diagnosis';
import { blockCause } from '../shm/diagnosis-blocks';
import { diagnosisText, hex, mismatchText } from '../shm/diagnosis-text';
import type { PatternCheck } from '../shm/pattern-check';
import type { ReadbackRun } from '../shm/readback';
import type { Measurement } from '../throughput/bandwidth';
import { withinLimits } from '../throughput/limits';
import { clockMatchers } from './clock-matchers';
import { litmusMatchers } from './litmus-matchers';
import { untested, type MatcherResult } from './matcher-result';
import { translationMatchers } from './translation-matchers';

/** What suites may expect of results, in sentences that say where to look. */
export const matchers = {
  ...litmusMatchers,
  ...clockMatchers,
  ...translationMatchers,

  /** Every block of a hand-off arrived whole, and there were blocks; or what else a procedure of coherence looked for was not there. */
  toBeCoherent(this: unknown, run: HandoffRun | CoherenceRun): MatcherResult {
    if ('failure' in run) return coherent(this, run);
    if (!(run.size > 0) || !(run.rounds > 0 || run.first))
      return untested(this, `${handoffText(run)}: no block was handed over, so nothing was tested`);
    return { pass: run.mismatches === 0 && run.first === undefined, message: () => handoffText(run) };
  },

  /** A verify job found what fill had written. */
  toMatchPattern(this: unknown, result: JobResults<'verify'> | PatternCheck): MatcherResult {
    if (!(result.bytes > 0n)) return untested(this, 'nothing was verified');
    return {
      pass: result.mismatches === 0n,
      message: () =>
        result.mismatches === 0n ? `expected a mismatch, all of ${result.bytes} bytes are what was filled in` : wrongPattern(result),
    };
  },

  /** Every element that was read is what had been written. */
  toBeAsWritten(this: unknown, run: ReadbackRun): MatcherResult {
    const wrong = wrongOf(run.observations);
    const [first] = wrong;
    if (run.observations.length === 0) return untested(this, `${run.what}: nothing was read, so nothing was tested`);
    return {
      pass: first === undefined,
      message: () =>
        first
          ? `${run.what}: ${wrong.length} of ${run.observations.length} elements differ; the first at ${mismatchText(first, run.base)}; ${diagnosisText(run)}`
          : `${run.what}: expected a mismatch, all of ${run.observations.length} elements are what was written`,
    };
  },

  /** Every case of an align job moved its bytes, and no others. */
  toMoveEveryBlock(result: JobResults<'align'> | BlockCheck): MatcherResult {
    return {
      pass: result.mismatches === 0n && result.cases > 0n,
      message: () => (result.mismatches === 0n ? `${result.cases} cases, ${result.bytes} bytes moved, all right` : firstMismatch(result)),
    };
  },

  /** The reader never saw a flag with data older than it, and did see flags. */
  toShowNoStaleRead(this: unknown, run: MessagePassingRun): MatcherResult {
    const what = `MP ${run.from} → ${run.to}, barriers ${run.barriers}, ${run.observed} of ${run.iterations} flags observed, seed ${hex(run.seed)}`;
    if (!(run.observed > 0)) return untested(this, `${what}: the reader observed nothing, so nothing was tested`);
    return {
      pass: run.stale === 0,
      message: () =>
        `${what}: ${run.stale} stale reads${run.first ? `; the first: flag ${hex(run.first.flag)}, data ${hex(run.first.data)}` : ''}`,
    };
  },

  /** A measurement is inside the limits that the board declares for it (always, when it declares none). */
  toBeWithinLimits(this: unknown, measurement: Measurement): MatcherResult {
    const { id, median, unit, limits, n } = measurement;
    if (!(n > 0 && median > 0)) return untested(this, `${id}: median ${median} ${unit} of ${n} samples: nothing was measured`);
    return {
      pass: withinLimits(id, median, unit, limits),
      message: () =>
        `${id}: median ${median.toPrecision(4)} ${unit} of ${n} samples; limits ${limits ? `min ${limits.min ?? '-'}, max ${limits.max ?? '-'} ${limits.unit}` : 'none'}`,
    };
  },
};

function coherent(context: unknown, { what, untested: why, failure }: CoherenceRun): MatcherResult {
  // What was wrong stands, however little was tested.
  if (why !== undefined && failure === undefined) return untested(context, `${what}: ${why}`);
  return { pass: failure === undefined, message: () => failure ?? `${what}: expected it to fail, nothing was wrong` };
}

function wrongPattern(result: JobResults<'verify'> | PatternCheck): string {
  const { mismatches, bytes, firstOff, expected, got } = result;
  const found = `${mismatches} mismatches in ${bytes} bytes; the first at `;
  if (!('findings' in result) || !result.findings)
    return `${found}offset ${hex(firstOff)}: expected ${hex(expected)}, got ${hex(got)}, differing bits ${hex(expected ^ got)}`;
  const { what, findings } = result;
  const cause =
    wrongOf(findings.observations).length > 0
      ? diagnosisText(findings)
      : 'likely cause: unknown (a second look found what was expected: it was read too early, or somebody else writes there)';
  return `${what}: ${found}${mismatchText({ off: Number(firstOff), expected, got }, findings.base)}; ${cause}`;
}

function firstMismatch(result: JobResults<'align'> | BlockCheck): string {
  const { mismatches, cases, firstCase, firstOff, expected, got } = result;
  const found = alignCase(firstCase);
  const { where, source, destination, length } = found;
  const what = `${mismatches} mismatches in ${cases} cases; the first with ${length} bytes from alignment ${source} to alignment ${destination}`;
  if (where === 'status') return `${what}: status ${BigInt.asIntN(64, got)}, expected ${BigInt.asIntN(64, expected)}`;
  const memory = 'memory' in result && result.memory && result.memory.mismatches > 0n ? result.memory : undefined;
  const cause = memory ? `the memory of the area itself is at fault: ${wrongPattern(memory)}` : blockCause(found, expected, got);
  const place =
    where === 'region' && 'area' in result
      ? `in the region at ${mismatchText({ off: result.area.off + Number(firstOff), expected, got }, result.area.base)}`
      : `in ${where === 'region' ? 'the region' : 'private memory'}, byte ${firstOff} of its area: expected ${hex(expected)}, got ${hex(got)}, ` +
        `differing bits ${hex(expected ^ got)}`;
  return `${what}: ${place}; ${cause}`;
}

type AmpHilMatchers<R> = { [K in keyof typeof matchers]: () => R };

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- how @types/jest is extended
  namespace jest {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- the members come from the matchers themselves
    interface Matchers<R> extends AmpHilMatchers<R> {}
  }
}
