import { peerIds, profile, randomCycles, runSeed, useRig } from '../framework';

const rig = useRig();

/** New tests in every run: its seed makes them, so that a finding is had again with it. */
const COUNT = { smoke: 5, qualify: 20, characterise: 20, nightly: 400 }[profile()];
const tests = randomCycles(runSeed(), COUNT, { arch: 'ARM', threads: Math.min(2, peerIds().length) });

test.each(tests.map((program) => [program.name, program] as const))(
  '%s, drawn at random, in every placement: nothing is seen that the model forbids',
  async (_, program) => {
    expect(await rig.litmus(program, { iterations: 100_000 })).toConformToModel();
  },
);
