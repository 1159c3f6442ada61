import { scaled, useRig } from '../framework';

const rig = useRig();
const walks = [1, 2];
const steps = scaled(300, 2000);
const replays = scaled(12, 48);

/** Every R5 store of a walk is looked at: with thousands of them even one in 64 that is lost shows in each. */
test.each(walks)(
  'walk %i of mixed operations by all sides finds at each step, and at the end in the whole window, what the model says',
  async () => {
    const run = await rig.walk({ steps, replays });
    expect(run).toBeCoherent();
    expect(run).toMatchObject({ made: steps });
  },
);
