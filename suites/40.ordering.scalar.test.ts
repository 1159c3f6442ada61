import {
  directions,
  isaByPeer,
  board,
  LB,
  MP,
  modelOf,
  SB,
  scaled,
  TwoPlusTwoW,
  useRig,
  withScalarOrders,
  type Orders,
  type Shape,
} from '../framework';

const rig = useRig();
const isas = isaByPeer(board());
const iterations = scaled(100_000, 300_000);

/** What `read32` and `write32` promise by their memory orders, as C11 has them, from one side to the other. */
const promises: readonly (readonly [string, Shape, Orders])[] = [
  [
    'write32(flag, release) publishes what was written before, to read32(flag, acquire)',
    MP,
    [
      ['relaxed', 'release'],
      ['acquire', 'relaxed'],
    ],
  ],
  [
    'write32(…, release) comes after every load before it',
    LB,
    [
      ['relaxed', 'release'],
      ['relaxed', 'release'],
    ],
  ],
  [
    'read32(…, acquire) comes before every store after it',
    LB,
    [
      ['acquire', 'relaxed'],
      ['acquire', 'relaxed'],
    ],
  ],
  [
    'write32(…, release) keeps the order of stores',
    TwoPlusTwoW,
    [
      ['relaxed', 'release'],
      ['relaxed', 'release'],
    ],
  ],
  [
    'of two seq_cst stores and loads one side sees the other',
    SB,
    [
      ['seq_cst', 'seq_cst'],
      ['seq_cst', 'seq_cst'],
    ],
  ],
];

describe.each(directions())('P0 on %s, P1 on %s', (...placement) => {
  const sides = placement.map((peer) => isas[peer]!);

  test.each(promises)('%s', async (_, shape, orders) => {
    const program = withScalarOrders(shape, orders, sides);
    expect(modelOf(program, { domain: 'amp' }).verdict).toBe('Forbidden');
    expect(await rig.litmus(program, { map: placement, iterations })).toConformToModel();
  });

  test('release and acquire promise nothing about a store and a later load: what store buffering shows is informative', async () => {
    const program = withScalarOrders(
      SB,
      [
        ['release', 'acquire'],
        ['release', 'acquire'],
      ],
      sides,
    );
    expect(modelOf(program, { domain: 'amp' }).verdict).toBe('Allowed');
    expect(await rig.litmus(program, { map: placement, iterations })).toConformToModel();
  });
});
