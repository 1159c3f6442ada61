import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { FAULTS, PROCESS_PLACES } from './kind';

const file = join(__dirname, '../../native/firmware/port/posix/faults.def');

/** `FAULT(STUCK_BIT, "stuck-bit", 1, 0)` */
const LINE = /^FAULT\((\w+), "([\w-]+)", ([01]), (\d+)\)$/;

test('The list of the firmware’s process and the catalogue have the same faults, with the same arguments', () => {
  const listed = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('FAULT('))
    .map((line) => {
      const [, symbol, name, needsArgument, otherwise] = LINE.exec(line) ?? [];
      expect([line, symbol]).toEqual([line, name?.toUpperCase().replaceAll('-', '_')]);
      return { name, needsArgument: needsArgument === '1', otherwise: Number(otherwise) };
    });
  const catalogue = new Map(
    FAULTS.filter(({ place }) => PROCESS_PLACES.includes(place)).map(({ name, argument }) => [
      name,
      { name, needsArgument: argument !== undefined && argument.default === undefined, otherwise: argument?.default ?? 0 },
    ]),
  );
  const byName = (a: { name: string | undefined }, b: { name: string | undefined }): number => (String(a.name) < String(b.name) ? -1 : 1);
  expect(listed.sort(byName)).toEqual([...catalogue.values()].sort(byName));
});
