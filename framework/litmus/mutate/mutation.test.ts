import { ConfigError } from '../../errors/errors';
import { mutationsFor, MUTATION_KINDS, parseMutations } from './mutation';

test('mutations are read with their sides, in their order', () => {
  expect(parseMutations('swap-stores@r5,drop-barriers, stale-load@P0')).toEqual([
    { kind: 'swap-stores', side: 'r5' },
    { kind: 'drop-barriers' },
    { kind: 'stale-load', side: 'P0' },
  ]);
});

test('everything that is wrong is told at once, with the names that there are', () => {
  const wrong = [
    "unknown mutation 'swap-store'",
    "'drop-barriers@' names no one side",
    "unknown side 'dsp' in 'late-load@dsp' (there are: linux, r5)",
    "an empty mutation in 'swap-store@r5,drop-barriers@,late-load@dsp,,weaken@a@b'",
    "'weaken@a@b' names no one side",
  ];
  const fix = `write NAME or NAME@SIDE, with commas between; names are: ${MUTATION_KINDS.join(', ')}`;
  expect(() => parseMutations('swap-store@r5,drop-barriers@,late-load@dsp,,weaken@a@b', ['linux', 'r5'])).toThrow(
    new ConfigError(`mutations: ${wrong.join('; ')}`, { fix }),
  );
});

test("a name of JavaScript's own objects is no mutation", () => {
  expect(() => parseMutations('constructor')).toThrow("unknown mutation 'constructor'");
});

test('a side gets the mutations that name it by any of its names, and those that name none, each once', () => {
  const mutations = parseMutations('weaken@r5,drop-barriers,late-load@P1,swap-loads@linux,drop-barriers@r5');
  expect(mutationsFor(mutations, ['r5', 'P1'])).toEqual(['weaken', 'drop-barriers', 'late-load']);
  expect(mutationsFor(mutations, ['linux', 'P0'])).toEqual(['drop-barriers', 'swap-loads']);
});
