import type { Board } from '../board/declaration';
import { isaByPeer } from '../board/isa-by-peer';
import type { Isa } from '../litmus/code/isa';

/** How a figure was timed. */
export interface TickSource {
  /** What counts. */
  readonly source: string;
  /** Ticks a second. */
  readonly hz: number;
  /** Least difference of two stamps that differ, in ticks. */
  readonly resolution: number;
  /** Least difference of two stamps in a row, in ticks: so much of each figure is the stamp itself. */
  readonly overhead: number;
}

/** What `amp_ticks` reads (native/core/ticks.h). */
const SOURCE: Readonly<Record<Isa, string>> = {
  aarch64: 'CNTVCT_EL0',
  'armv7-r': 'PMCCNTR',
  'x86-64': 'CLOCK_MONOTONIC',
};

/** What counts on a side of a board. */
export function tickSource(board: Board, peer: string): string {
  const isa = isaByPeer(board)[peer];
  return isa === undefined ? 'unknown' : SOURCE[isa];
}
