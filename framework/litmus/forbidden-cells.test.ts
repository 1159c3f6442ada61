import { brokenCells, forbiddenCells } from './forbidden-cells';
import { SHAPES } from './shapes';

const boards = {
  sim: { linux: 'x86-64', r5: 'x86-64' },
  zcu102: { linux: 'aarch64', r5: 'armv7-r' },
} as const;

describe.each(Object.entries(boards))('between the sides of %s', (_, isas) => {
  test('every forbidden cell of the table has a mutation that breaks it on a machine that reorders nothing', () => {
    const key = ({ test, placement }: { test: { name: string }; placement: readonly string[] }): string =>
      `${test.name} ${placement.join()}`;
    expect(new Set(brokenCells(isas).map(key))).toEqual(new Set(forbiddenCells(isas).map(key)));
  });

  test('every shape has forbidden cells in both placements', () => {
    const found = new Set(forbiddenCells(isas).map(({ shape, placement }) => `${shape} ${placement[0]}`));
    expect(found).toEqual(new Set(SHAPES.flatMap(({ name }) => ['linux', 'r5'].map((peer) => `${name} ${peer}`))));
  });
});
