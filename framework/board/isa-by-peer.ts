import type { Isa } from '../litmus/code/isa';
import type { Board } from './declaration';

/** The ISA of each of a board's peers, as its SoC is declared. */
export function isaByPeer({ soc, peers }: Board): Record<string, Isa> {
  return Object.fromEntries(Object.entries(peers).map(([id, { kind }]) => [id, kind === 'serial' ? soc.r5.isa : soc.linux.isa]));
}
