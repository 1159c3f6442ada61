import { board, directions, isaByPeer, measured, scaled, useRig } from '../framework';

const rig = useRig();
const rounds = scaled(500_000, 4_000_000);
const isa = isaByPeer(board());

/** LDRD and STRD are one instruction each, and ARMv7-R does not promise that their 64 bits are one access (Arm ARM DDI0406C A3.5.3). */
const promises64 = (from: string, to: string): boolean => ![from, to].some((id) => isa[id] === 'armv7-r');

describe.each(directions())('aligned stores of %s as %s loads them', (from, to) => {
  const widths = promises64(from, to) ? ([8, 16, 32, 64] as const) : ([8, 16, 32] as const);
  test.each(widths)('of %i bits are seen whole or not at all', async (width) => {
    expect(await rig.tearing({ from, to, width, rounds })).toBeCoherent();
  });

  if (!promises64(from, to)) {
    test('of 64 bits, which ARMv7-R does not promise to be one access: how many are torn is reported, and none need be whole', async () => {
      const run = await rig.tearing({ from, to, width: 64, rounds });
      expect(run.loads).toBe(rounds);
      const id = `${from}-${to}.torn.64`;
      measured({
        id,
        unit: 'of a million loads',
        median: (run.torn * 1e6) / run.loads,
        n: 1,
        quantiles: {},
        limits: undefined,
        result: 'pass',
      });
    });

    describe('where 64 bits are one access', () => {
      useRig({ needs: ['atomic-64'] });

      test('of 64 bits are seen whole or not at all', async () => {
        expect(await rig.tearing({ from, to, width: 64, rounds })).toBeCoherent();
      });
    });
  }
});
