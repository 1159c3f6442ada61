import { causeText } from '../shm/diagnosis-text';
import { patternAt, roundSeed } from '../peer/pattern';
import { BARRIER, PATTERN, type Barrier, type JobResults, type Pattern } from '../peer/jobs';
import type { Rig } from '../board/rig';
import { checkCount, checkDataBlock, checkDone, controlOffset } from './control-block';
import { pairedJobs } from './paired-jobs';

export interface HandoffOptions {
  /** Peer that fills the block. */
  from: string;
  /** Peer that verifies it. */
  to: string;
  /** Bytes of a block, a multiple of 4. */
  size: number;
  rounds: number;
  /** `declared` is what the model asks for between two sides of different shareability domains: DMB SY. */
  barriers?: Barrier | 'declared';
  pattern?: Pattern;
  /** Offset of the block; default 0. */
  off?: number;
  timeout?: number;
}

export interface Mismatch {
  round: number;
  /** Byte offset in the region. */
  off: number;
  /** Physical address. */
  address: bigint;
  expected: bigint;
  got: bigint;
  /** Bits that differ. */
  diff: bigint;
  /** `likely cause: …`, from this one element. */
  cause: string;
}

export interface HandoffRun {
  from: string;
  to: string;
  size: number;
  barriers: Barrier;
  seed: number;
  rounds: number;
  /** Elements that were not what the producer had written. */
  mismatches: number;
  first: Mismatch | undefined;
  /** Seconds on the producer's clock. */
  seconds: number;
}

/** `from` fills a block and publishes it, `to` verifies all of it and acknowledges, `rounds` times, each round with another pattern. */
export async function handoff(rig: Rig, options: HandoffOptions): Promise<HandoffRun> {
  const { from, to, size, rounds, off = 0, pattern = 'random', timeout = 60_000 } = options;
  const barriers = options.barriers === 'declared' || options.barriers === undefined ? 'sy' : options.barriers;
  const region = rig.peer(to).region();
  checkDataBlock(region.size, off, size);
  checkCount('rounds', rounds);
  const seed = rig.nextSeed();
  const common = { ctl: controlOffset(region.size), off, len: size, rounds, seed, pattern: PATTERN[pattern], barrier: BARRIER[barriers] };
  const [produced, consumed] = await pairedJobs(
    'handoff',
    { peer: rig.peer(from), args: { role: 0, ...common } },
    { peer: rig.peer(to), args: { role: 1, ...common } },
    timeout,
  );
  checkDone(`rounds of the hand-off, by its producer ${from}`, rounds, produced.rounds);
  checkDone(`rounds of the hand-off, by its consumer ${to}`, rounds, consumed.rounds);
  const { tickHz } = rig.identity(from);
  const mismatches = Number(consumed.mismatches);
  return {
    from,
    to,
    size,
    barriers,
    seed,
    rounds: Number(consumed.rounds),
    mismatches,
    first:
      mismatches === 0
        ? undefined
        : {
            round: Number(consumed.firstRound),
            off: Number(consumed.firstOff),
            address: region.physmap + consumed.firstOff,
            expected: consumed.expected,
            got: consumed.got,
            diff: consumed.expected ^ consumed.got,
            cause: causeOf(consumed, { ...common, base: region.physmap }),
          },
    seconds: Number(produced.ticks) / Number(tickHz),
  };
}

/** Rounds back that are looked at for what was read: a stale line is rarely older. */
const ROUNDS_BACK = 8;

function causeOf(
  { firstRound, firstOff, expected, got }: Pick<JobResults<'handoff'>, 'firstRound' | 'firstOff' | 'expected' | 'got'>,
  block: { base: bigint; off: number; len: number; seed: number; pattern: number },
): string {
  const [round, off] = [Number(firstRound), Number(firstOff)];
  const left = block.off + block.len - off;
  const width = ([64, 32, 16] as const).find((bits) => off % (bits / 8) === 0 && left >= bits / 8) ?? 8;
  const of = (n: number) => (bits: number, at: number) => patternAt({ pattern: block.pattern, seed: roundSeed(block.seed, n) }, bits, at);
  const older = Array.from({ length: Math.min(round - 1, ROUNDS_BACK) }, (_, i) => round - 1 - i).find((n) => of(n)(width, off) === got);
  return causeText({
    base: block.base,
    observations: [{ off, width, expected, got }],
    written: (bits, at) => (at >= block.off && at + bits / 8 <= block.off + block.len ? of(round)(bits, at) : undefined),
    ...(older !== undefined && { before: of(older) }),
  });
}
