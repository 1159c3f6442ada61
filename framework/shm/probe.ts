import type { Rig } from '../board/rig';
import { controlOffset } from '../coherence/control-block';
import { PATTERN } from '../peer/jobs';
import { patternAt, type PatternFill } from '../peer/pattern';
import type { ShmPeer, ShmRegion } from '../peer/shm-peer';
import { contentOf, diagnose, LASTING, wrongOf, type Findings, type Observation } from './diagnosis';
import { elementAt } from './element';
import { settledContent, type Looks } from './second-look';

/** Bytes of the block that is looked at whole. */
const BLOCK = 0x200;

/** What a probe showed that is not wrong for good may be over by then, and the next failure be of another kind: it is probed anew, ms. */
const PASSING_MS = 60_000;

/** By the regions of reader and writer: what was opened anew, as with other memory flags, is probed anew. */
const probes = new WeakMap<ShmRegion, WeakMap<ShmRegion, Promise<Findings>>>();

/** What ends whatever else is at work in a rig's memory: a probe, which fills all of it, waits for it. */
export const endedForProbes = new WeakMap<Rig, () => Promise<unknown>>();

/**
 * How `to` can look again at what `from` wrote, near `at`. A direction is probed once: what a probe says of a board is not asked of it at every failure.
 * What is not wrong for good is believed for a minute only, and a probe that could not be made says nothing.
 */
export function looks(rig: Rig, from: string, to: string, at: number): Looks {
  const [reader, writer] = [rig.peer(to).region(), rig.peer(from).region()];
  const of = probes.get(reader) ?? new WeakMap<ShmRegion, Promise<Findings>>();
  probes.set(reader, of);
  const start = (): Promise<Findings> => {
    const alone = endedForProbes.get(rig)?.() ?? Promise.resolve();
    const running = alone.then(() => probe(rig.peer(from), rig.peer(to), at, () => rig.nextSeed()));
    of.set(writer, running);
    const forget = (): void => {
      if (of.get(writer) === running) of.delete(writer);
    };
    running.then((findings) => {
      if (!isLasting(findings)) setTimeout(forget, PASSING_MS).unref();
    }, forget);
    return running;
  };
  return { reader, writer, earlier: () => of.get(writer), probe: () => of.get(writer) ?? start() };
}

/**
 * One side fills the region anew, all but the control area, twice; the other looks at a block and at one word behind each address line, high alone and low
 * alone. What is wrong with the memory for good shows here whatever the check looked at, and so does a cache that keeps what it had. What the region held
 * is gone. `at`: where the block is to be.
 */
async function probe(writer: ShmPeer, reader: ShmPeer, at: number, nextSeed: () => number): Promise<Findings> {
  const region = reader.region();
  const len = controlOffset(region.size) & ~(BLOCK - 1);
  const block = Math.min(at - (at % BLOCK), len - BLOCK);
  const [first, second] = [nextSeed(), nextSeed()].map((seed): PatternFill => ({ pattern: PATTERN.random, seed })) as [
    PatternFill,
    PatternFill,
  ];
  const fill = ({ pattern, seed }: PatternFill): Promise<unknown> => writer.job('fill', { pattern, seed, off: 0, len, width: 64 });

  await fill(first);
  await settledContent(region, { base: region.physmap, observations: await look(region, first, len, block) });
  const old = await look(region, first, len, block);
  await fill(second);
  const observations = await look(region, second, len, block);
  const findings: Findings = {
    base: region.physmap,
    size: region.size,
    observations,
    written: (width, off) => (off >= 0 && off + width / 8 <= len ? patternAt(second, width, off) : undefined),
    earlier: [(width, off) => patternAt(first, width, off)],
    before: contentOf(old.map(({ off, width, got }) => ({ off, width, expected: got }))),
  };
  if (wrongOf(observations).length === 0) return findings;
  const later = await settledContent(region, findings);
  return {
    ...findings,
    later,
    writer: contentOf((await look(writer.region(), second, len, block)).map((one) => ({ ...one, expected: one.got }))),
  };
}

/** All that it shows is wrong with the memory for good. */
function isLasting(findings: Findings): boolean {
  const causes = diagnose(findings);
  return causes.length > 0 && causes.every(({ kind }) => LASTING.includes(kind));
}

async function look(region: ShmRegion, fill: PatternFill, len: number, block: number): Promise<Observation[]> {
  const of = (off: number, got: bigint): Observation => ({ off, width: 64, expected: patternAt(fill, 64, off), got });
  const bytes = await region.blockRead(block, BLOCK);
  const inBlock = Array.from({ length: BLOCK / 8 }, (_, i) => of(block + 8 * i, elementAt(bytes, 8 * i, 64)));
  const lines = new Set<number>([0]);
  for (let line = 8; line < len; line *= 2) for (const off of [line, len - 8 - line]) lines.add(off);
  const offs = [...lines].filter((off) => off < block || off >= block + BLOCK);
  const words = await Promise.all(offs.map((off) => region.read64(off)));
  return [...inBlock, ...offs.map((off, i) => of(off, words[i] as bigint))];
}
