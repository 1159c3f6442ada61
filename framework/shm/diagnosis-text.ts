import { CAUSES, type CauseText } from './diagnosis-causes';
import { diagnose, wrongOf, type Cause, type Findings, type Observation } from './diagnosis';

/** Where, what was expected, what was there, which bits differ: of one element that is wrong. */
export function mismatchText({ off, expected, got }: Pick<Observation, 'off' | 'expected' | 'got'>, base: bigint): string {
  const bits = expected ^ got;
  return (
    `offset ${hex(off)} (physical ${hex(base + BigInt(off))}): expected ${hex(expected)}, got ${hex(got)}, ` +
    `differing bits ${hex(bits)}${bitNumbers(bits)}`
  );
}

/** `likely cause: …`, of a set that has wrong elements; then, a line each, what to check on a board. */
export function diagnosisText(findings: Findings): string {
  const causes = diagnose(findings);
  if (causes.some(({ kind }) => kind !== 'unknown')) return causesText(causes);
  const wrong = wrongOf(findings.observations).length;
  return (
    `likely cause: unknown (${wrong} of the ${findings.observations.length} elements looked at differ, and no stuck bit, aliased line, ` +
    `swapped lanes, shifted window or old data explains them)`
  );
}

/** The same of causes that are known. */
export function causesText(causes: readonly Cause[]): string {
  const known = causes.filter(({ kind }) => kind !== 'unknown');
  const checks = new Set(known.map(({ kind }) => CAUSES[kind].check));
  return [`likely cause: ${known.map(oneCause).join(', or ')}`, ...[...checks].map((check) => `  to check: ${check}`)].join('\n');
}

export function oneCause(cause: Cause): string {
  return (CAUSES[cause.kind] as CauseText<Cause>).says(cause);
}

/** The kinds that the `likely cause` lines of a text name, in order, each once. */
export function causeKinds(text: string): Cause['kind'][] {
  const found = [...text.matchAll(/likely cause: ([^\n]*)/g)].flatMap(([, line = '']) =>
    (Object.keys(CAUSES) as Cause['kind'][])
      .map((kind) => ({ kind, at: line.search(CAUSES[kind].opening) }))
      .filter(({ at }) => at >= 0)
      .sort((a, b) => a.at - b.at)
      .map(({ kind }) => kind),
  );
  return [...new Set(found)];
}

export function hex(value: bigint | number): string {
  return `0x${value.toString(16)}`;
}

function bitNumbers(bits: bigint): string {
  const numbers = Array.from({ length: 64 }, (_, i) => i).filter((i) => (bits >> BigInt(i)) & 1n);
  return numbers.length <= 4 ? ` (${numbers.length === 1 ? 'bit' : 'bits'} ${numbers.join(', ')})` : '';
}
