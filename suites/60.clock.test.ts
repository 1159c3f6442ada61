import { peerIds, scaled, useRig } from '../framework';

const rig = useRig();

/** Every figure in seconds goes by a side's own clock: so it is looked at before anybody believes one. */
test.each(peerIds().filter((id) => id !== 'linux'))('a second of %s is a second of linux', async (of) => {
  expect(await rig.compareClocks({ of, against: 'linux', samples: scaled(3, 9) })).toKeepTime();
});
