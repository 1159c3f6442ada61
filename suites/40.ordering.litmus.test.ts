import {
  board,
  DEVICE_SHARED,
  erratumOf,
  isaByPeer,
  litmusUntilFound,
  memFlagsText,
  orderingCells,
  peerIds,
  placementText,
  ROWS,
  scaled,
  STRONG_ORDERED_SHARED,
  useRig,
} from '../framework';

const rig = useRig();
const declared = board();
const memFlags = declared.shm[0]!.memFlags;
const r5s = peerIds().filter((id) => declared.peers[id]?.kind === 'serial');
const iterations = scaled(100_000, 110_000);

/** Memory types of the R5's mapping. On DRAM none of them orders more than the declared one: the model is the same. */
const types = scaled([memFlags], [memFlags, ...[DEVICE_SHARED, STRONG_ORDERED_SHARED].map((type) => (memFlags & ~0xff) | type)]);

/** In a short run the corners of the table: nothing at all, and everything. */
const isas = isaByPeer(declared);
const all = orderingCells(isas)
  .filter(({ row }) => scaled<readonly string[]>(['none', 'full'], Object.keys(ROWS)).includes(row))
  .map((cell) => [`${cell.test.name} (${ROWS[cell.row]}), ${placementText(cell.placement)}`, cell] as const);

/** What the board declares to be wrong with it is expected of it, and nothing else is. */
const erratum = (cell: Parameters<typeof erratumOf>[0]): string | undefined => {
  const id = erratumOf(cell, isas);
  return declared.errata.some((known) => known.id === id) ? id : undefined;
};
const cells = all.filter(([, cell]) => erratum(cell) === undefined);
const broken = all.filter(([, cell]) => erratum(cell) !== undefined);

describe.each([...new Set(types)].map((flags) => [memFlagsText(flags).split(' ')[0], flags] as const))('R5 memory %s', (_, flags) => {
  beforeAll(async () => {
    for (const id of r5s) await rig.r5(id).reopen(flags);
  });
  afterAll(async () => {
    for (const id of r5s) await rig.r5(id).reopen();
  });

  test.each(cells)('%s: nothing is seen that the model forbids', async (_, { test, placement }) => {
    expect(await rig.litmus(test, { map: placement, iterations })).toConformToModel();
  });

  if (broken.length > 0)
    test.each(broken)('%s: the erratum that the board declares is seen', async (_, cell) => {
      const options = { map: cell.placement, iterations, erratum: erratum(cell)! };
      expect(await litmusUntilFound(rig, cell.test, options)).toShowAForbiddenOutcome();
    });
});
