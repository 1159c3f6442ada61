import type { Rig } from '../board/rig';
import type { JobArgs, JobResults } from '../peer/jobs';
import { patternAt, patternName, type PatternFill } from '../peer/pattern';
import type { BlockWidth, JobOptions } from '../peer/shm-peer';
import type { Findings, Observation } from './diagnosis';
import { looks } from './probe';
import { lookAgain } from './second-look';
import { elementAt } from './element';

export interface PatternCheckOptions extends JobOptions {
  /** What was filled in before, where that is known: the memory may still hold it. */
  readonly before?: PatternFill;
  /** Peer that filled; default: the first other one. */
  readonly from?: string;
}

/** A verify job, and a second look at the place where it found the first mismatch. `expect(run).toMatchPattern()` */
export interface PatternCheck extends JobResults<'verify'> {
  readonly what: string;
  readonly findings?: Findings;
}

/** Of the second look: two rounds of the walking patterns, and a little of what held before the first mismatch. */
const LOOK = 0x400;
const HELD = 0x40;

/**
 * Runs a verify job on a peer. Where it finds a mismatch, the same side reads the place again, element by element, and both sides look further until the
 * cause can be told: what the region holds may be gone then.
 */
export async function checkPattern(
  rig: Rig,
  id: string,
  args: JobArgs<'verify'>,
  options: PatternCheckOptions = {},
): Promise<PatternCheck> {
  const peer = rig.peer(id);
  const results = await peer.job('verify', args, options);
  const fill = { pattern: Number(args.pattern), seed: args.seed };
  const what = `${patternName(fill.pattern)} on ${peer.id}, ${args.width}-bit accesses, seed 0x${args.seed.toString(16)}`;
  if (results.mismatches === 0n) return { ...results, what };
  const region = peer.region();
  const [start, end] = [Number(args.off), Number(args.off) + Number(args.len)];
  const first = Number(results.firstOff);
  const from = Math.max(start, first - (first % LOOK_UNIT) - HELD);
  const bytes = await region.blockRead(from, Math.min(end - from, LOOK + HELD), { width: Number(args.width) as BlockWidth });
  const width = Math.min(Number(args.width), 64) as Observation['width'];
  const written = (bits: number, off: number): bigint | undefined =>
    off >= start && off + bits / 8 <= end ? patternAt(fill, bits, off) : undefined;
  const { before, from: filler = rig.peerIds.find((other) => other !== id) ?? id } = options;
  const findings: Findings = {
    base: region.physmap,
    size: region.size,
    observations: elements(bytes, from, width, fill),
    written,
    ...(before && { before: (bits, off) => patternAt(before, bits, off) }),
  };
  return { ...results, what, findings: await lookAgain(findings, looks(rig, filler, id, first)) };
}

/** The widest element: the look starts at a multiple of it. */
const LOOK_UNIT = 16;

function elements(bytes: Uint8Array, from: number, width: Observation['width'], fill: PatternFill): Observation[] {
  const found: Observation[] = [];
  const step = width / 8;
  for (let at = 0; at < bytes.length; at += step) {
    found.push({ off: from + at, width, expected: patternAt(fill, width, from + at), got: elementAt(bytes, at, width) });
  }
  return found;
}
