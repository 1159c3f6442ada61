import { bitsOf, EVIDENCE_BITS, wrongOf, type Cause, type Content, type Observation } from './diagnosis';

const LINES = 48;

/**
 * Address lines without effect: each wrong element is what was written at the address that differs in one line, where that is known, and of no pair both are
 * right (they are one memory, it holds one value) or both wrong (that would be an exchange).
 */
export function aliasedLines(observations: readonly Observation[], written: Content, base: bigint, before?: Content): Cause[] {
  const wrong = wrongOf(observations);
  const found: Cause[] = [];
  for (let line = 0; line < LINES; line++) {
    const inAddress = (off: number): number => Number(((base + BigInt(off)) ^ (1n << BigInt(line))) - base);
    const inOffset = (off: number): number => Number(BigInt(off) ^ (1n << BigInt(line)));
    const fits = (partner: (off: number) => number): boolean => explains(observations, wrong, written, before, partner);
    // The two are the same in lines below the alignment of the region: then it is called what hardware calls it.
    if (fits(inAddress)) found.push({ kind: 'aliased-line', line, of: 'address' });
    else if (fits(inOffset)) found.push({ kind: 'aliased-line', line, of: 'offset' });
  }
  return found;
}

function explains(
  observations: readonly Observation[],
  wrong: readonly Observation[],
  written: Content,
  before: Content | undefined,
  partner: (off: number) => number,
): boolean {
  const explained = wrong.filter(({ off, width, got }) => {
    const other = partner(off);
    return other >= 0 && other % (width / 8) === 0 && written(width, other) === got;
  });
  if (bitsOf(explained) < EVIDENCE_BITS) return false;
  // Of a place that nobody wrote nobody knows what is there, as where one side alone reads through the fault.
  const unknown = ({ off, width }: Observation): boolean => partner(off) < 0 || written(width, partner(off)) === undefined;
  // And where one side alone writes through it, the other place keeps what it had.
  const kept = wrong.filter((one) => !explained.includes(one) && before?.(one.width, one.off) === one.got);
  if (!wrong.every((one) => explained.includes(one) || kept.includes(one) || unknown(one))) return false;
  const seen = new Map(observations.map((one) => [one.off, one]));
  return observations.every((one) => {
    const other = seen.get(partner(one.off));
    if (!other || other.width !== one.width || other.expected === one.expected) return true;
    if (kept.includes(one) !== kept.includes(other)) return true;
    return (one.expected === one.got) !== (other.expected === other.got);
  });
}
