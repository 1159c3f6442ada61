import type { ShmRegion } from '../peer/shm-peer';
import { diagnose, LASTING, wrongOf, type Content, type Findings, type Observation } from './diagnosis';
import { elementAt } from './element';
import { readWidth } from './ops';

/** Whatever is under way has arrived when so many ms have passed. */
const SETTLED_MS = 1500;
const AGAIN_MS = 100;
/** Elements that lie so close together are read as one block. */
const BLOCK = 0x800;

export interface Looks {
  /** The region through which the mismatch was found, and the one of the side that wrote. */
  readonly reader: ShmRegion;
  readonly writer: ShmRegion;
  /** What a probe in this direction has shown, if there was one. */
  readonly earlier: () => Promise<Findings> | undefined;
  readonly probe: () => Promise<Findings>;
}

/**
 * Looks again where a mismatch was found, until one cause is left: later, through the writer, and with a probe. What the elements themselves prove to be
 * wrong with the memory for good needs none of it; and of what an earlier probe has shown nothing new is to be learnt.
 */
export async function lookAgain(findings: Findings, { reader, writer, earlier, probe }: Looks): Promise<Findings> {
  if (wrongOf(findings.observations).length === 0) return findings;
  const causes = diagnose(findings);
  if (causes.length === 1 && causes.every(({ kind }) => LASTING.includes(kind))) return findings;
  const known = await earlier();
  if (known && isTelling(known)) return { ...findings, probe: known };
  const later = await settledContent(reader, findings);
  const seen = { ...findings, later, writer: await contentAt(writer, wrongOf(findings.observations)) };
  return { ...seen, probe: known ?? (await probe()) };
}

/** The set shows what is wrong. */
export function isTelling(findings: Findings): boolean {
  return diagnose(findings).some(({ kind }) => kind !== 'unknown');
}

/** What the wrong elements hold when they are right, or when it is clear that they will not be. */
export async function settledContent(region: ShmRegion, findings: Findings): Promise<Content> {
  const wrong = wrongOf(findings.observations);
  if (wrong.length === 0) return () => undefined;
  const start = performance.now();
  for (;;) {
    const content = await contentAt(region, wrong);
    const arrived = wrong.every(({ off, width, expected }) => content(width, off) === expected);
    if (arrived || performance.now() - start > SETTLED_MS) return content;
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

/** Some elements, at least one, as the side sees them now. */
export async function contentAt(region: ShmRegion, elements: readonly Observation[]): Promise<Content> {
  const start = Math.min(...elements.map(({ off }) => off));
  const end = Math.max(...elements.map(({ off, width }) => off + width / 8));
  if (end - start > BLOCK) {
    const values = await Promise.all(elements.map(({ off, width }) => readWidth(region, width, off)));
    const seen = new Map(elements.map(({ off, width }, i) => [`${off}.${width}`, values[i]]));
    return (width, off) => seen.get(`${off}.${width}`);
  }
  const bytes = await region.blockRead(start, end - start);
  return (width, off) => (off >= start && off + width / 8 <= end ? elementAt(bytes, off - start, width) : undefined);
}
