import { orderingCells, type Cell } from './cells';
import type { Isa } from './code/isa';
import { evaluate } from './model/evaluate';
import { breakingMutations } from './mutate/breaking';

/** A cell that the model forbids, and a way to break its machine code so that the forbidden outcome must show. */
export interface BrokenCell extends Cell {
  /** As `mutate` takes it: `swap-stores@r5`. */
  readonly mutation: string;
}

/**
 * Every forbidden cell of the table between these sides, once with each mutation of one side that breaks it. A check that has never failed proves
 * nothing: the suite runs them to see the checks fail.
 */
export function brokenCells(isas: Readonly<Record<string, Isa>>): BrokenCell[] {
  return forbiddenCells(isas).flatMap((cell) =>
    breakingMutations(cell.test).map(({ kind, side = '' }) => ({
      ...cell,
      mutation: `${kind}@${cell.placement[Number(side.slice(1))] ?? ''}`,
    })),
  );
}

/** Cells whose weak outcome the model forbids. */
export function forbiddenCells(isas: Readonly<Record<string, Isa>>): Cell[] {
  return orderingCells(isas).filter(({ test }) => evaluate(test, { domain: 'amp' }).verdict === 'Forbidden');
}
