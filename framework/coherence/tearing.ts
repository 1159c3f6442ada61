import type { Rig } from '../board/rig';
import type { ShmRegion } from '../peer/shm-peer';
import type { Content } from '../shm/diagnosis';
import { diagnosisText, hex, mismatchText } from '../shm/diagnosis-text';
import { readWidth } from '../shm/ops';
import { looks } from '../shm/probe';
import { always, type CoherenceRun } from './coherence-run';
import { checkCount, checkDone } from './control-block';
import { lostSight, racingJobs } from './racing-jobs';

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
  const stood = [await readWidth(rig.peer(to).region(), width, off), await readWidth(rig.peer(from).region(), width, off)];
  const { results, late, run, region } = await racingJobs(rig, 'tearing', [from, to], { off, len: 8 }, { width, loads: rounds });
  const [, read] = results;
  // Sides that share a processor may each have had it for all of their work: then the reader goes on until it has seen a change.
  if (late.length === 0 && read.loads < BigInt(rounds)) checkDone(`loads by ${to}`, rounds, read.loads);
  const what = `${width}-bit stores of ${from} as ${to} loads them, ${read.loads} loads, ${read.changes} changes seen, run ${hex(run)}`;
  const { expected, got } = read;
  const other = BigInt.asUintN(width, ~expected);
  const faults: string[] = [];
  if (read.torn > 0n) {
    // Either pattern is a whole one, whenever it is looked at.
    const now = async (side: ShmRegion): Promise<Content> => {
      const value = await readWidth(side, width, off);
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
  if (late.length > 0) faults.push(lostSight(late));
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
