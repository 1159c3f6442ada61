import type { Rig } from '../board/rig';
import type { ShmRegion } from '../peer/shm-peer';
import type { Content } from '../shm/diagnosis';
import { diagnosisText, hex, mismatchText } from '../shm/diagnosis-text';
import { looks } from '../shm/probe';
import { always, lostSight, type CoherenceRun } from './coherence-run';
import { checkCount, checkDone } from './control-block';
import { PATIENCE_MS, racingJobs } from './racing-jobs';

export interface TearingOptions {
  /** Peer that stores one pattern, then its complement, over and over. */
  from: string;
  /** Peer that loads: each must give one of the two, whole. */
  to: string;
  /** Bits of the access, which is aligned to them. */
  width: 8 | 16 | 32 | 64;
  /** Loads: 4194304 at most. */
  rounds: number;
  /** Default 0. */
  off?: number;
}

export interface TearingRun extends CoherenceRun {
  from: string;
  to: string;
  width: number;
  loads: number;
  /** Loads that gave another value than the one before: how often the sides really raced. */
  changes: number;
  /** Loads that gave neither pattern. */
  torn: number;
  first: { load: number; address: bigint; expected: bigint; got: bigint } | undefined;
}

/** Single-copy atomicity of aligned accesses of one width, as `to` sees the stores of `from`. */
export async function tearing(rig: Rig, { from, to, width, rounds, off = 0 }: TearingOptions): Promise<TearingRun> {
  checkCount('rounds', rounds);
  const stood = [await readAt(rig.peer(to).region(), off, width), await readAt(rig.peer(from).region(), off, width)];
  const { results, run, region } = await racingJobs(rig, 'tearing', [from, to], { off, len: 8 }, { width, loads: rounds });
  const [wrote, read] = results;
  const late = [...(wrote.late ? [from] : []), ...(read.late ? [to] : [])];
  // Sides that share a processor may each have had it for all of their work: then the reader goes on until it has seen a change.
  if (late.length === 0 && read.loads < BigInt(rounds)) checkDone(`loads by ${to}`, rounds, read.loads);
  const what = `${width}-bit stores of ${from} as ${to} loads them, ${read.loads} loads, ${read.changes} changes seen, run ${hex(run)}`;
  const { expected, got } = read;
  const other = BigInt.asUintN(width, ~expected);
  const faults: string[] = [];
  if (read.torn > 0n) {
    // Either pattern is a whole one, whenever it is looked at.
    const now = async (side: ShmRegion): Promise<Content> => {
      const value = await readAt(side, off, width);
      return always(value === other ? expected : value);
    };
    const cause = diagnosisText({
      base: region.physmap,
      observations: [{ off, width, expected, got }],
      before: always(other),
      earlier: stood.map(always),
      later: await now(region),
      writer: await now(rig.peer(from).region()),
      probe: await looks(rig, from, to, off).probe(),
    });
    faults.push(
      `${read.torn} loads gave a value that was never stored; the first, load ${read.first}, at ${mismatchText({ off, expected, got }, region.physmap)}, ` +
        `or ${hex(other)}; ${cause}`,
    );
  }
  if (late.length > 0) faults.push(lostSight(late, PATIENCE_MS));
  return {
    from,
    to,
    width,
    what,
    untested: read.changes === 0n ? `${to} saw one value alone, so the sides never raced` : undefined,
    failure: faults.length > 0 ? `${what}: ${faults.join('\n')}` : undefined,
    loads: Number(read.loads),
    changes: Number(read.changes),
    torn: Number(read.torn),
    first: read.torn === 0n ? undefined : { load: Number(read.first), address: region.physmap + BigInt(off), expected, got },
  };
}

async function readAt(region: ShmRegion, off: number, width: 8 | 16 | 32 | 64): Promise<bigint> {
  switch (width) {
    case 8:
      return BigInt(await region.read8(off));
    case 16:
      return BigInt(await region.read16(off));
    case 32:
      return BigInt(await region.read32(off));
    case 64:
      return region.read64(off);
  }
}
