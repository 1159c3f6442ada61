import type { Rig } from '../board/rig';
import { patternAt, roundSeed } from '../peer/pattern';
import type { JobResults } from '../peer/jobs';
import { wrongOf, type Content, type Findings, type Observation } from '../shm/diagnosis';
import { elementAt } from '../shm/element';
import { looks } from '../shm/probe';
import { isTelling, lookAgain } from '../shm/second-look';

/** What an ended hand-off was about. */
export interface HandedBlock {
  readonly from: string;
  readonly to: string;
  readonly ctl: number;
  readonly off: number;
  readonly len: number;
  readonly seed: number;
  /** Number of `PATTERN`. */
  readonly pattern: number;
}

type Ended = Pick<JobResults<'handoff'>, 'firstRound' | 'firstOff' | 'expected' | 'got'>;

/** Rounds back that are looked at for what was read: a stale line is rarely older. */
const ROUNDS_BACK = 64;
/** Of the second look, around the first mismatch: some lines before it, and what is enough for bits, lanes and distances after it. */
const HELD = 0x40;
const LOOK = 0x400;

/** After a mismatch, block and sides as they were: what the consumer sees around it, and what tells why. */
export async function blockFindings(rig: Rig, block: HandedBlock, ended: Ended): Promise<Findings> {
  const region = rig.peer(block.to).region();
  const [round, off] = [Number(ended.firstRound), Number(ended.firstOff)];
  const end = block.off + block.len;
  const of =
    (n: number): Content =>
    (bits, at) =>
      at >= block.off && at + bits / 8 <= end ? patternAt({ pattern: block.pattern, seed: roundSeed(block.seed, n) }, bits, at) : undefined;
  const width = widthAt(off, end - off);
  const first: Observation = { off, width, expected: ended.expected, got: ended.got };

  const step = width / 8;
  const start = Math.max(block.off + ((off - block.off) % step), off - HELD);
  const bytes = await region.blockRead(start, Math.min(LOOK, end - start - ((end - start) % step)));
  const around = Array.from({ length: bytes.length / step }, (_, i): Observation => {
    const at = start + i * step;
    return at === off ? first : { off: at, width, expected: of(round)(width, at) as bigint, got: elementAt(bytes, i * step, width) };
  });
  const findings: Findings = {
    base: region.physmap,
    size: region.size,
    observations: around,
    written: of(round),
    before: of(round - 1),
    earlier: Array.from({ length: Math.min(round - 1, ROUNDS_BACK) }, (_, i) => of(round - 2 - i)),
  };
  return lookAgain(findings, looks(rig, block.from, block.to, off));
}

/** How many rounds old the element of the first mismatch is; undefined: it is of no round. */
export function ageOf(findings: Findings, off: number): number | undefined {
  const [one] = findings.observations.filter((observation) => observation.off === off);
  if (one === undefined) return undefined;
  const contents = [findings.before, ...(findings.earlier ?? [])];
  const at = contents.findIndex((content) => content?.(one.width, off) === one.got);
  return at < 0 ? undefined : at + 1;
}

/**
 * After a wait that was given up, of the sides that gave up: the control word as both see it by and by. Where neither sees anything in a probe, it is the one
 * that tells most.
 */
export async function waitFindings(rig: Rig, block: HandedBlock, consumed: Ended, produced: Ended): Promise<Findings | undefined> {
  const words = [
    { word: block.ctl, writer: block.from, reader: block.to, ended: consumed },
    { word: block.ctl + 64, writer: block.to, reader: block.from, ended: produced },
  ].filter(({ word, ended }) => Number(ended.firstOff) === word);
  const seen: Findings[] = [];
  for (const { word, writer, reader, ended } of words) {
    const region = rig.peer(reader).region();
    const findings: Findings = {
      base: region.physmap,
      observations: [{ off: word, width: 32, expected: ended.expected, got: ended.got }],
      before: (width, off) => (width === 32 && off === word ? BigInt.asUintN(32, ended.expected - 1n) : undefined),
      waited: true,
    };
    // A word that was right when the side gave up had just arrived: then the word itself tells nothing more.
    const looked = await lookAgain(
      wrongOf(findings.observations).length > 0 ? findings : late(findings),
      looks(rig, writer, reader, block.off),
    );
    seen.push(looked);
    if (looked.probe && isTelling(looked.probe)) return looked;
  }
  return seen.find(isTelling) ?? seen[0];
}

function late(findings: Findings): Findings {
  const observations = findings.observations.map((one) => ({ ...one, got: BigInt.asUintN(32, one.expected - 1n) }));
  return { ...findings, observations };
}

function widthAt(off: number, left: number): Observation['width'] {
  return ([64, 32, 16] as const).find((bits) => off % (bits / 8) === 0 && left >= bits / 8) ?? 8;
}
