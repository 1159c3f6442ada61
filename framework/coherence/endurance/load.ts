import { PATTERN } from '../../peer/jobs';
import type { Rig } from '../../board/rig';
import { mismatchText, hex } from '../../shm/diagnosis-text';
import type { Draw } from '../walk/draw';
import type { Window } from '../walk/model';
import type { PieceResult } from './pieces';

/** Bytes of one turn. */
const TURN = 0x10000;

/** What one side does in memory of its own while the pieces run below it: fill, and find it as it was filled. */
export async function loadTurn(rig: Rig, id: string, draw: Draw, window: Window): Promise<PieceResult> {
  const len = Math.min(TURN, window.len);
  const off = window.off + 64 * draw.below((window.len - len) / 64 + 1);
  const args = { pattern: PATTERN.random, seed: draw.seed(), off, len, width: draw.pick([8, 16, 32, 64]) };
  await rig.peer(id).job('fill', args);
  // Without a second look: the pieces would have gone on, and the place may be filled anew.
  const { mismatches, firstOff, expected, got } = await rig.peer(id).job('verify', args);
  const what = `what ${id} filled meanwhile, ${len} bytes at ${hex(off)}, seed ${hex(args.seed)}`;
  const first = mismatchText({ off: Number(firstOff), expected, got }, rig.peer(id).region().physmap);
  const failure = mismatches > 0n ? `${what}: ${mismatches} elements differ; the first at ${first}` : undefined;
  return { counts: { 'bytes meanwhile': len }, failure };
}
