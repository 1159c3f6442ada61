import { blockSizes, measured, peerIds, scaled, useRig } from '../framework';

const rig = useRig();
const sizes = blockSizes().filter((size) => size >= 64);

describe.each(peerIds())('%s block bandwidth', (peer) => {
  describe.each(['read', 'write', 'copy-in', 'copy-out'] as const)('%s', (op) => {
    test.each(sizes)('of %i bytes stays within the limits of the board', async (size) => {
      const result = measured(await rig.bandwidth({ peer, op, width: 64, size, samples: scaled(5, 20) }));
      expect(result).toBeWithinLimits();
    });
  });
});
