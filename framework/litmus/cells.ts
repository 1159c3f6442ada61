import type { Isa } from './code/isa';
import type { LitmusTest } from './program';
import { placementsOf, type Placement } from './run/placement';
import { SHAPES, type Edge, type Pair, type Shape } from './shapes';

/** What stands between the two accesses of a thread, as a table of ordering tests has it. */
export const ROWS = {
  none: 'no barrier',
  'st-ld': 'store and load barriers',
  full: 'full barriers',
  inner: 'inner-shareable barriers',
  addr: 'address dependency',
  data: 'data dependency',
  ctrl: 'control dependency',
  ctrlisb: 'control dependency and ISB',
  'acq-rel': 'acquire and release',
} as const;
export type Row = keyof typeof ROWS;

/**
 * The erratum that breaks a cell, if the board has it: store buffering, and R's second thread, with nothing but STLR and LDAR between the store and the
 * load of an AArch64 side.
 */
export function erratumOf(
  { shape, row, placement }: Pick<Cell, 'shape' | 'row' | 'placement'>,
  isas: Readonly<Record<string, Isa>>,
): 'stlr-ldar' | undefined {
  if (row !== 'acq-rel') return undefined;
  const storesThenLoads = shape === 'SB' ? placement : shape === 'R' ? placement.slice(1) : [];
  return storesThenLoads.some((peer) => isas[peer] === 'aarch64') ? 'stlr-ldar' : undefined;
}

/** One cell of the table: a shape, what orders its threads, and who runs them. */
export interface Cell {
  readonly shape: string;
  readonly row: Row;
  readonly test: LitmusTest;
  readonly placement: Placement;
}

/** The edge that a row puts between a pair on a core; undefined: the row has none there, and the thread takes a full barrier. */
function edgeOf(row: Row, pair: Pair, isa: Isa): Edge | undefined {
  switch (row) {
    case 'none':
      return 'po';
    case 'full':
      return 'dmb.sy';
    case 'inner':
      return 'dmb.ish';
    case 'st-ld':
      // ARMv7 has no barrier for loads alone. Before a load a store barrier orders nothing: that cell shows what is not enough.
      if (pair === 'WW' || pair === 'WR') return 'dmb.st';
      return isa === 'armv7-r' ? 'dmb.sy' : 'dmb.ld';
    case 'addr':
      return pair === 'RR' || pair === 'RW' ? 'addr' : undefined;
    case 'data':
      return pair === 'RW' ? 'data' : undefined;
    case 'ctrl':
      return pair === 'RR' || pair === 'RW' ? 'ctrl' : undefined;
    case 'ctrlisb':
      return pair === 'RR' ? 'ctrlisb' : undefined;
    case 'acq-rel':
      return isa === 'armv7-r' ? undefined : ({ WW: 'popl', RR: 'poap', RW: 'poap', WR: 'pola' } as const)[pair];
  }
}

/** Every cell of the table for sides of these ISAs, by peer id. The same test in the same placement comes once. */
export function orderingCells(isas: Readonly<Record<string, Isa>>): Cell[] {
  const peers = Object.keys(isas);
  const cells = new Map<string, Cell>();
  for (const shape of SHAPES) {
    for (const row of Object.keys(ROWS) as Row[]) {
      for (const placement of placementsOf(shape.pairs.length, peers)) {
        const test = testOf(shape, row, placement, isas);
        const key = test && `${test.name} ${placement.join()}`;
        if (test && key !== undefined && !cells.has(key)) cells.set(key, { shape: shape.name, row, test, placement });
      }
    }
  }
  return [...cells.values()];
}

/** Undefined when no thread can have what the row is about. */
function testOf(shape: Shape, row: Row, placement: Placement, isas: Readonly<Record<string, Isa>>): LitmusTest | undefined {
  const edges = shape.pairs.map((pair, thread) => pair && edgeOf(row, pair, isas[placement[thread] as string] as Isa));
  if (edges.every((edge) => edge === undefined)) return undefined;
  return shape.with(...shape.pairs.flatMap((pair, thread) => (pair ? [edges[thread] ?? 'dmb.sy'] : [])));
}
