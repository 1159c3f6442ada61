import { crc32 } from 'node:zlib';
import type { JobArgs, JobResults } from './jobs';
import {
  LITMUS_STATES,
  litmusJobArgs,
  litmusResults,
  malformedOutcome,
  outcomeOf,
  unloaded,
  type LitmusArgs,
  type LitmusJobOptions,
  type LitmusResults,
  type LoadedThread,
  type Outcome,
} from './loaded-thread';
import { LONGEST_COMMAND, parseHex } from './protocol';
import type { R5Caller } from './r5-caller';

/** Bytes of one `code put`: a multiple of 8, so that a word of the image is in one line. */
const PIECE = Math.floor((LONGEST_COMMAND - 'code put ffff '.length) / 16) * 8;

/** The commands that bring an image to the firmware. Pieces that are all 0 stay away: `begin` clears the room. */
export function uploadLines(image: Uint8Array): string[] {
  const lines = [`code begin ${image.length.toString(16)}`];
  for (let off = 0; off < image.length; off += PIECE) {
    const piece = image.subarray(off, off + PIECE);
    if (piece.some((byte) => byte !== 0)) lines.push(`code put ${off.toString(16)} ${Buffer.from(piece).toString('hex')}`);
  }
  lines.push(`code seal ${crc32(image).toString(16)}`);
  return lines;
}

export type RunLitmus = (args: JobArgs<'litmus'>, options: LitmusJobOptions) => Promise<JobResults<'litmus'>>;

/** The litmus thread of the firmware: it has room for one. */
export class R5Thread implements LoadedThread {
  private loaded = true;

  constructor(
    private readonly r5: R5Caller,
    private readonly tickHz: bigint,
    private readonly runJob: RunLitmus,
  ) {}

  async run(args: LitmusArgs, options: LitmusJobOptions = {}): Promise<LitmusResults> {
    this.check();
    return litmusResults(this.r5.peer, await this.runJob(litmusJobArgs(args, this.tickHz), options));
  }

  async outcomes(): Promise<Outcome[]> {
    this.check();
    const outcomes: Outcome[] = [];
    for (;;) {
      const line = await this.next(outcomes.length);
      if (!line) return outcomes;
      outcomes.push(line);
    }
  }

  unload(): Promise<void> {
    this.loaded = false;
    return Promise.resolve();
  }

  private async next(index: number): Promise<Outcome | undefined> {
    if (index === LITMUS_STATES) return undefined;
    const answer = await this.r5.client.call(`outcome ${index.toString(16)}`);
    if (answer.kind === 'err' && answer.text === 'range') return undefined;
    const values = answer.text.split(' ').map(parseHex);
    const bad = (): ReturnType<typeof malformedOutcome> => malformedOutcome(this.r5.peer, answer.text);
    if (answer.kind === 'err' || values.includes(undefined)) throw bad();
    return outcomeOf(values as bigint[], bad);
  }

  private check(): void {
    if (!this.loaded) throw unloaded(this.r5.peer);
  }
}
