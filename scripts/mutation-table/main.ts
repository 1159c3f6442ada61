import { writeFileSync } from 'node:fs';
import { isaByPeer } from '../../framework/board/isa-by-peer';
import { loadBoard } from '../../framework/board/load-board';
import { Rig } from '../../framework/board/rig';
import { brokenCells } from '../../framework/litmus/forbidden-cells';
import { litmusUntilFound } from '../../framework/litmus/run/until-found';
import { fromRoot, ROOT } from '../setup/paths';
import { BOARDS, ITERATIONS, TABLE_FILE, tableText, type Row } from './table';

/** Runs every forbidden cell of the ordering table with every mutation that breaks it, on both virtual boards, and writes what was seen into docs/. */
async function main(): Promise<number> {
  const tables = new Map<string, Row[]>();
  let missed = 0;
  for (const name of BOARDS) {
    const rows = await rowsOf(name);
    missed += rows.filter(({ forbidden }) => forbidden === 0).length;
    tables.set(name, rows);
  }
  writeFileSync(fromRoot(TABLE_FILE), tableText(tables));
  process.stdout.write(`${TABLE_FILE}: ${[...tables.values()].flat().length} rows, ${missed} without the forbidden outcome\n`);
  return missed > 0 ? 1 : 0;
}

async function rowsOf(name: string): Promise<Row[]> {
  const board = loadBoard(name, ROOT);
  const cells = brokenCells(isaByPeer(board));
  const rig = await Rig.open(board, { root: ROOT, seed: 1, onProgress: () => undefined, onConsole: () => undefined });
  const rows: Row[] = [];
  try {
    for (const { test, placement, mutation } of cells) {
      if (rows.length % 20 === 0) process.stderr.write(`${name}: ${rows.length} of ${cells.length}\n`);
      const { runs, rounds } = await litmusUntilFound(rig, test, { map: placement, mutate: mutation, iterations: ITERATIONS });
      const forbidden = runs.flatMap(({ findings }) => findings).reduce((sum, { count }) => sum + count, 0);
      rows.push({ test: test.name, placement, mutation, forbidden, outcomes: rounds * ITERATIONS });
    }
  } finally {
    await rig.close();
  }
  return rows;
}

void main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(3);
  },
);
