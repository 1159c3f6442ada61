import type { Rig } from '../board/rig';

/** So many ms in ticks of a side's own clock, which is what its jobs wait by. */
export function ticksOf(rig: Rig, id: string, ms: number): bigint {
  return (rig.identity(id).tickHz * BigInt(ms)) / 1000n;
}
