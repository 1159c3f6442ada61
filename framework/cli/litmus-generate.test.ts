import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseLitmus } from '../litmus/parse/parse';
import { EXIT } from '../record/exit-status';
import { processContext } from './context';
import { runCli } from './main';

let folder = '';
let out = '';
let err = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'amp-hil-generate-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function generate(...args: readonly string[]): Promise<number> {
  out = err = '';
  return runCli(['litmus', 'generate', ...args], {
    ...processContext(),
    cwd: folder,
    env: {},
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
  });
}

test('prints the test of a cycle under its standard name', async () => {
  expect(await generate('--cycle', 'PodWW Rfe DMBdRR Fre')).toBe(EXIT.pass);
  expect(out).toBe(`AArch64 MP+po+dmb.sy
"PodWW Rfe DMBdRR Fre"
Cycle=PodWW Rfe DMBdRR Fre
Com=Rf Fr
Orig=PodWW Rfe DMBdRR Fre
{
x=0;
y=0;
0:X1=x; 0:X3=y;
1:X0=y; 1:X2=x;
}
 P0          | P1          ;
 MOV W0,#1   | LDR W1,[X0] ;
 STR W0,[X1] | DMB SY      ;
 MOV W2,#1   | LDR W3,[X2] ;
 STR W2,[X3] |             ;
exists (1:X1=1 /\\ 1:X3=0)
`);
});

test('takes architecture and name', async () => {
  expect(await generate('--cycle', 'DMBdWR Fre DMBdWR Fre', '--arch', 'ARM', '--name', 'mine')).toBe(EXIT.pass);
  expect(parseLitmus(out)).toMatchObject({ arch: 'ARM', name: 'mine' });
});

test('writes random tests into files, the same ones for the same seed', async () => {
  expect(await generate('--random', '5', '--seed', '9', '--threads', '3', '--out', 'a/b')).toBe(EXIT.pass);
  const names = readdirSync(join(folder, 'a', 'b'));
  expect(out.trimEnd().split('\n').sort()).toEqual(names.map((name) => join('a/b', name)).sort());
  expect(names).toHaveLength(5);
  for (const name of names) {
    const read = parseLitmus(readFileSync(join(folder, 'a', 'b', name), 'utf8'));
    expect([`${read.name}.litmus`, read.threads.length]).toEqual([name, 3]);
  }
  await generate('--random', '5', '--seed', '9', '--threads', '3');
  const first = out;
  await generate('--random', '5', '--seed', '9', '--threads', '3');
  expect(out).toBe(first);
  expect(await generate('--random', '5', '--seed', '10', '--threads', '3')).toBe(EXIT.pass);
  expect(out).not.toBe(first);
});

test.each([
  ['neither a cycle nor a number', [], /--cycle CYCLE, or --random N/],
  ['both', ['--cycle', 'PodWR Fre PodWR Fre', '--random', '2'], /cannot be used with/],
  ['a wrong cycle', ['--cycle', 'PodWR Rfe PodWR Fre'], /PodWR ends in R, Rfe begins with W/],
  ['one thread', ['--random', '2', '--threads', '1'], /2 to 4/],
  ['no test at all', ['--random', '0'], /1 to 100000/],
  ['a name that is a path', ['--cycle', 'PodWR Fre PodWR Fre', '--name', '../x'], /cannot be the name/],
  ['an empty folder name', ['--random', '1', '--out', ''], /A folder is wanted/],
])('%s ends with the status of a wrong command line', async (_, args, says) => {
  expect(await generate(...args)).toBe(EXIT.usage);
  expect(err).toMatch(says);
  expect(out).toBe('');
});

test('a folder that cannot be made is told', async () => {
  writeFileSync(join(folder, 'file'), '');
  expect(await generate('--random', '1', '--out', 'file/x')).toBe(EXIT.usage);
  expect(err).toMatch(/--out file\/x/);
});
