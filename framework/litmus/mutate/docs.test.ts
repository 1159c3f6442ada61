import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MUTATIONS } from './mutation';

test('the documentation lists every mutation in the words of the code', () => {
  const text = readFileSync(join(__dirname, '../../../docs/litmus-code.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `([a-z-]+)` \| (.*) \|$/gm)].map(([, name, words]) => [name, words]);
  expect(rows).toEqual(Object.entries(MUTATIONS));
});
