import { board, peerIds, useRig } from '../framework';

const rig = useRig();
const declared = board();

/** Apart from the other tests of identity: this one makes an access, so only the declared window will do. */
describe.each(peerIds().filter((id) => declared.peers[id]?.kind !== 'serial'))('the mapping on %s', () => {
  test('is Device memory, as UIO maps it, or the reason why no access tells', async () => {
    const { type, reason } = await rig.linux().mappingType();
    expect(reason).not.toBe('');
    expect(type).toBe(declared.emulated ? 'unknown' : 'device');
  });
});
