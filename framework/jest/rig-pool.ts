import type { Board } from '../board/declaration';
import { shmOf } from './shm-of';
import type { Rig } from '../board/rig';

/** Opens a rig of `board` with the shm device `shm` open on its peers. */
export type OpenRig = (board: Board, shm: string) => Promise<Rig>;

interface Entry {
  shm: string;
  rig: Promise<Rig>;
}

/** The rigs of a process, one a board, kept across test files. */
export class RigPool {
  readonly #open: OpenRig;
  readonly #entries = new Map<string, Entry>();

  constructor(open: OpenRig) {
    this.#open = open;
  }

  /**
   * The rig of a board, opened at the first call; opened anew when another shm device is asked for. A board that could not be opened, or broke later,
   * rejects at once with that reason, every time; so does one that is not the declared board, unless `unproven` takes it as it is.
   */
  async acquire(board: Board, shm = board.shm[0]?.name ?? '', unproven = false): Promise<Rig> {
    // Found before the rig in use is closed for it: one wrong file must not cost the files that follow their board.
    shmOf(board, shm);
    let entry = this.#entries.get(board.name);
    if (entry && entry.shm !== shm) {
      const before = await entry.rig;
      if (before.broken) throw before.broken;
      await before.close();
      entry = undefined;
    }
    if (!entry) {
      entry = { shm, rig: this.#open(board, shm) };
      this.#entries.set(board.name, entry);
    }
    const rig = await entry.rig;
    if (rig.broken) throw rig.broken;
    if (rig.mismatch && !unproven) throw rig.mismatch;
    return rig;
  }

  /** Closes every rig, also one that is just being opened. Gives the first error. */
  async close(): Promise<Error | undefined> {
    const settled = await Promise.allSettled([...this.#entries.values()].map(({ rig }) => rig.then((opened) => opened.close())));
    // A rig that could not be opened has undone its own steps, and its tests say why.
    return settled.map((result) => (result.status === 'fulfilled' ? result.value : undefined)).find((error) => error !== undefined);
  }
}
