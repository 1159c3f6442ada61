import type { Rig } from '../board/rig';
import { NORM_NSHARED_WB_WA } from '../shm/mem-flags';

/** Opens the region again on every R5, with a write-back cache over it and the access that the board declares. */
export async function openCached(rig: Rig): Promise<void> {
  for (const id of r5Ids(rig)) await rig.r5(id).reopen(NORM_NSHARED_WB_WA | (rig.shm.memFlags & ~0xff));
}

/** Opens the region again on every R5 as the board declares it, whatever was done before; when one cannot, after all of them throws the first error. */
export async function openAsDeclared(rig: Rig): Promise<void> {
  const opened = await Promise.allSettled(
    r5Ids(rig).map(async (id) => {
      const r5 = rig.r5(id);
      if (r5.openDevice) await r5.reopen();
      else await r5.open(rig.shm.bus, rig.shm.name);
    }),
  );
  for (const one of opened) if (one.status === 'rejected') throw one.reason as Error;
}

function r5Ids({ board, peerIds }: Rig): string[] {
  return peerIds.filter((id) => board.peers[id]?.kind === 'serial');
}
