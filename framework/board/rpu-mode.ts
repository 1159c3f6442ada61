import type { R5Peer } from '../peer/r5-peer';
import { isAmpHilError } from '../errors/errors';
import type { Board } from './declaration';

/** RPU.RPU_GLBL_CNTL of the ZynqMP (UG1087): bit SLSPLIT is 1 in split mode, 0 in lockstep. */
const RPU_GLBL_CNTL = 0xff9a0000n;
const SLSPLIT = 1n << 3n;

/** How the R5 cores are coupled: `split`, `lockstep`, or why it is not known. Provenance only: a board that does not let us read it is no error. */
export async function rpuMode(board: Board, r5: Pick<R5Peer, 'probe'>): Promise<string> {
  if (board.emulated) return 'not modelled';
  if (board.soc.name !== 'zynqmp') return 'unknown: no register known for this SoC';
  try {
    return (await r5.probe(32, RPU_GLBL_CNTL)) & SLSPLIT ? 'split' : 'lockstep';
  } catch (error) {
    if (isAmpHilError(error) && error.code === 'PeerFault') return 'unknown: RPU_GLBL_CNTL is not readable from the R5';
    throw error;
  }
}
