import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { FAULTS } from './kind';

const doc = readFileSync(join(__dirname, '../../docs/faults.md'), 'utf8');

test('docs/faults.md has every fault with what it does and what it leads to, and no other', () => {
  const table = /^\| fault \|.*\n\|.*\n((?:\|.*\n)*)/m.exec(doc)?.[1] ?? '';
  const rows = table
    .trim()
    .split('\n')
    .map((row) => row.split('|').map((cell) => cell.trim()));
  const documented = rows.map(([, name, , does, leads]) => [name, does, leads]);
  const leadsTo = FAULTS.map(({ expect: expected, caughtBy }) => (expected === 'caught' ? `caught by ${caughtBy.join(', ')}` : expected));
  expect(documented).toEqual(FAULTS.map(({ name, does }, i) => [`\`${name}\``, does, leadsTo[i]]));
});
