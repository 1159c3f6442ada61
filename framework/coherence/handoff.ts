import { freshRun } from '../peer/loaded-thread';
import { BARRIER, MAINTENANCE, PATTERN, type Barrier, type Maintenance, type Pattern } from '../peer/jobs';
import type { Rig } from '../board/rig';
import { diagnosisText } from '../shm/diagnosis-text';
import { checkCount, checkDataBlock, checkDone, controlOffset } from './control-block';
import { ageOf, blockFindings, waitFindings, type HandedBlock } from './handoff-evidence';
import { pairedJobs } from './paired-jobs';
import { ticksOf } from './ticks';

export interface HandoffOptions {
  /** Peer that fills the block. */
  from: string;
  /** Peer that verifies it. */
  to: string;
  /** Bytes of a block. */
  size: number;
  rounds: number;
  /** `declared` is what the model asks for between two sides of different shareability domains: DMB SY. */
  barriers?: Barrier | 'declared';
  pattern?: Pattern;
  /** Offset of the block; default 0. */
  off?: number;
  timeout?: number;
  /** What the sides do with their data cache around every hand-over; default none. */
  maintenance?: Maintenance;
  /** False: a mismatch is what is expected, and nobody looks for its cause. */
  looks?: boolean;
}

/** The first element that was wrong, or the control word that a side waited for in vain. */
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
  /** Of how many rounds before it is; undefined: of none. */
  age: number | undefined;
  /** `likely cause: …`, from what was seen around it and afterwards. */
  cause: string;
}

export interface HandoffRun {
  from: string;
  to: string;
  size: number;
  barriers: Barrier;
  seed: number;
  /** Done; fewer than were asked for after a mismatch, whose round is the last, or a wait that was given up. */
  rounds: number;
  /** Elements that were not what the producer had written, all of one round. */
  mismatches: number;
  /** Bytes that were verified. */
  verified: number;
  /** Rounds in which a side was waited for longer than it should take; now and then one is a hiccup of the host. */
  late: number;
  first: Mismatch | undefined;
  /** Seconds on the producer's clock. */
  seconds: number;
}

/** A round is late when the other side takes longer than this, in ms, and what its block takes at the slowest, in ms a KiB. */
const PATIENCE_MS = 100;
const PATIENCE_MS_KIB = 0.4;

/** `from` fills a block and publishes it, `to` verifies all of it and acknowledges, `rounds` times, each round with another pattern. */
export async function handoff(rig: Rig, options: HandoffOptions): Promise<HandoffRun> {
  const { from, to, size, rounds, off = 0, pattern = 'random', timeout = 60_000, maintenance = 'none', looks = true } = options;
  const barriers = options.barriers === 'declared' || options.barriers === undefined ? 'sy' : options.barriers;
  const region = rig.peer(to).region();
  checkDataBlock(region.size, off, size);
  checkCount('rounds', rounds);
  const seed = rig.nextSeed();
  const block: HandedBlock = { from, to, ctl: controlOffset(region.size), off, len: size, seed, pattern: PATTERN[pattern] };
  const common = { ctl: block.ctl, off, len: size, rounds, seed, pattern: block.pattern, barrier: BARRIER[barriers], run: freshRun() };
  const half = (id: string, role: number): Parameters<typeof pairedJobs<'handoff'>>[1] => ({
    peer: rig.peer(id),
    args: {
      role,
      ...common,
      maintenance: MAINTENANCE[maintenance],
      patience: ticksOf(rig, id, PATIENCE_MS + Math.ceil((PATIENCE_MS_KIB * size) / 1024)),
    },
  });
  const [produced, consumed] = await pairedJobs('handoff', half(from, 0), half(to, 1), timeout);
  const first = await firstOf(rig, block, produced, consumed, looks);
  if (!first) {
    checkDone(`rounds of the hand-off, by its producer ${from}`, rounds, produced.rounds);
    checkDone(`rounds of the hand-off, by its consumer ${to}`, rounds, consumed.rounds);
  }
  return {
    from,
    to,
    size,
    barriers,
    seed,
    rounds: Number(consumed.rounds),
    mismatches: Number(consumed.mismatches),
    verified: Number(consumed.rounds) * size,
    late: Math.max(Number(produced.late), Number(consumed.late)),
    first,
    seconds: Number(produced.ticks) / Number(rig.identity(from).tickHz),
  };
}

type Ended = Parameters<typeof waitFindings>[2] & { mismatches: bigint; late: bigint };

async function firstOf(rig: Rig, block: HandedBlock, produced: Ended, consumed: Ended, looks: boolean): Promise<Mismatch | undefined> {
  const differs = consumed.mismatches > 0n;
  const gaveUp = [consumed, produced].find(({ firstOff }) => Number(firstOff) >= block.ctl);
  if (!differs && !gaveUp) return undefined;
  const findings = !looks
    ? undefined
    : differs
      ? await blockFindings(rig, block, consumed)
      : await waitFindings(rig, block, consumed, produced);
  const ended = differs ? consumed : (gaveUp as Ended);
  const off = Number(ended.firstOff);
  return {
    round: Number(ended.firstRound),
    off,
    address: rig.peer(block.to).region().physmap + ended.firstOff,
    expected: ended.expected,
    got: ended.got,
    diff: ended.expected ^ ended.got,
    age: differs ? findings && ageOf(findings, off) : Number(BigInt.asUintN(32, ended.expected - ended.got)) || undefined,
    cause: findings ? diagnosisText(findings) : 'likely cause: unknown',
  };
}
