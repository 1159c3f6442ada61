import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { differences, expectedTable } from '../expected-results';
import { parseLitmus } from '../parse/parse';
import { evaluate } from './evaluate';

const FOLDER = join(__dirname, '..', 'test');

/** Tests generated with diycross7, verdicts and states by herd7 7.57. */
test.each([
  { of: 'two AArch64 threads', folder: 'aarch64', tables: ['states.tsv', 'verdicts.tsv'], count: 96 },
  { of: 'two ARM threads', folder: 'arm', tables: ['states.tsv', 'verdicts.tsv'], count: 105 },
  { of: 'three and four AArch64 threads', folder: 'aarch64-3', tables: ['states-3.tsv', 'verdicts-3.tsv'], count: 149 },
  { of: 'three and four ARM threads', folder: 'arm-3', tables: ['states-3-arm.tsv', 'verdicts-3-arm.tsv'], count: 40 },
])('all tests of $of have the verdict and the states that herd7 gives them', ({ folder, tables, count }) => {
  const wanted = tables.map((name) => expectedTable(readFileSync(join(FOLDER, 'corpus', name), 'utf8'), name));
  const names = readdirSync(join(FOLDER, 'corpus', folder));
  const wrong = names.flatMap((name) => {
    const file = join(FOLDER, 'corpus', folder, name);
    const test = parseLitmus(readFileSync(file, 'utf8'), { file });
    const result = evaluate(test, { domain: 'inner' });
    return wanted.flatMap((table) => {
      const expected = table.find(test);
      return (expected === undefined ? [`not in ${table.name}`] : differences(expected, result)).map((what) => `${name}: ${what}`);
    });
  });
  expect(wrong).toEqual([]);
  expect(names).toHaveLength(count);
});

test('four ARM threads seen as Armv8 AArch32 have the states of aarch32.cat, where a store reaches all others at once', () => {
  const rows = readFileSync(join(FOLDER, 'corpus', 'states-3-arm.tsv'), 'utf8').split('\n');
  const armv8 = rows.filter((row) => row.startsWith('aarch32.cat\t')).map((row) => row.replace('aarch32.cat', 'arm'));
  const table = expectedTable(armv8.join('\n'), 'aarch32.cat');
  const wrong = readdirSync(join(FOLDER, 'corpus', 'arm-3')).filter((name) => {
    const test = parseLitmus(readFileSync(join(FOLDER, 'corpus', 'arm-3', name), 'utf8'), { file: name });
    const expected = table.find(test);
    return expected === undefined || differences(expected, evaluate(test, { domain: 'inner', model: 'aarch64' })).length > 0;
  });
  expect(wrong).toEqual([]);
});
