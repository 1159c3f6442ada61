import { board, brokenCells, isaByPeer, litmusUntilFound, placementText, profile, ROWS, useRig, type BrokenCell } from '../framework';

const rig = useRig();
const all = brokenCells(isaByPeer(board()));

/** The first of each group, of the rows given if it has one. */
function firstOf(key: (cell: BrokenCell) => string, row?: string): BrokenCell[] {
  const groups = new Map<string, BrokenCell>();
  for (const cell of all) {
    const before = groups.get(key(cell));
    if (!before || (before.row !== row && cell.row === row)) groups.set(key(cell), cell);
  }
  return [...groups.values()];
}

/** Every shape in a short run, every forbidden cell in a longer one, and every night each of them with every mutation that breaks it. */
const chosen = {
  smoke: () => firstOf(({ shape, placement }) => `${shape} ${placement.join()}`, 'full'),
  qualify: () => firstOf(({ test, placement }) => `${test.name} ${placement.join()}`),
  characterise: () => firstOf(({ test, placement }) => `${test.name} ${placement.join()}`),
  nightly: () => all,
}[profile()]();

const cells = chosen.map(
  (cell) => [`${cell.test.name} (${ROWS[cell.row]}), ${placementText(cell.placement)}`, cell.mutation, cell] as const,
);

/** Machine code that is broken on purpose must be caught, or the checks of this suite would pass for nothing. */
test.each(cells)('%s with %s: the forbidden outcome is seen', async (_, mutation, { test: program, placement }) => {
  expect(await litmusUntilFound(rig, program, { map: placement, mutate: mutation, iterations: 50_000 })).toShowAForbiddenOutcome();
});
