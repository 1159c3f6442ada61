import { diagnose, wrongOf, type Cause, type Findings, type Observation } from './diagnosis';

/** Where, what was expected, what was there, which bits differ: of one element that is wrong. */
export function mismatchText({ off, expected, got }: Pick<Observation, 'off' | 'expected' | 'got'>, base: bigint): string {
  const bits = expected ^ got;
  return (
    `offset ${hex(off)} (physical ${hex(base + BigInt(off))}): expected ${hex(expected)}, got ${hex(got)}, ` +
    `differing bits ${hex(bits)}${bitNumbers(bits)}`
  );
}

/** `likely cause: …`, of a set that has wrong elements. */
export function causeText(findings: Findings): string {
  const causes = diagnose(findings);
  const known = causes.filter(({ kind }) => kind !== 'unknown').map(oneCause);
  if (known.length > 0) return `likely cause: ${known.join(', or ')}`;
  const wrong = wrongOf(findings.observations).length;
  return `likely cause: unknown (${wrong} of the ${findings.observations.length} elements looked at differ, and no stuck bit, aliased line, swapped lanes or old data explains them)`;
}

export function oneCause(cause: Cause): string {
  switch (cause.kind) {
    case 'stuck-bit':
      return `data bit ${cause.bit} of each ${cause.of}-bit word stuck at ${cause.at} (byte lane ${Math.floor(cause.bit / 8)})`;
    case 'aliased-line':
      return cause.of === 'address'
        ? `aliased address line A${cause.line}: addresses that differ in it only are one memory`
        : `aliased bit ${cause.line} of the offset: offsets that differ in it only are one memory, as by a wrong translation`;
    case 'swapped-lanes':
      return `swapped byte lanes: a 64-bit word reads its bytes in the order ${cause.lanes.join(' ')}`;
    case 'stale':
      return 'stale data: it is what was there before';
    case 'unknown':
      return 'unknown';
  }
}

export function hex(value: bigint | number): string {
  return `0x${value.toString(16)}`;
}

function bitNumbers(bits: bigint): string {
  const numbers = Array.from({ length: 64 }, (_, i) => i).filter((i) => (bits >> BigInt(i)) & 1n);
  return numbers.length <= 4 ? ` (${numbers.length === 1 ? 'bit' : 'bits'} ${numbers.join(', ')})` : '';
}
