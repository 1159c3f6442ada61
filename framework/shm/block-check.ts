import { PATTERN, type JobArgs, type JobResults } from '../peer/jobs';
import type { Rig } from '../board/rig';
import { checkPattern, type PatternCheck } from './pattern-check';

/** An align job, and where its area is. `expect(run).toMoveEveryBlock()` */
export interface BlockCheck extends JobResults<'align'> {
  readonly what: string;
  /** Physical address and offset of the area. */
  readonly area: { readonly base: bigint; readonly off: number };
  /** After a mismatch: the area filled and verified byte by byte, which tells a fault of the memory from one of the block operations. */
  readonly memory?: PatternCheck;
}

/** Bytes of a job's area beside the block: `align.c`. */
const AROUND = 48;

/** Runs an align job on a peer. Its one mismatch cannot show what is wrong with the memory, so that is looked at afterwards, without block operations. */
export async function checkBlocks(rig: Rig, id: string, args: JobArgs<'align'>): Promise<BlockCheck> {
  const peer = rig.peer(id);
  const results = await peer.job('align', args);
  const { physmap } = peer.region();
  const what = `blocks on ${peer.id}, seed 0x${args.seed.toString(16)}`;
  const check = { ...results, what, area: { base: physmap, off: Number(args.off) } };
  if (results.mismatches === 0n) return check;
  const span = { pattern: PATTERN.random, seed: args.seed, off: args.off, len: Number(args.most) + AROUND, width: 8 };
  await peer.job('fill', span);
  return { ...check, memory: await checkPattern(rig, id, span, { from: id }) };
}
