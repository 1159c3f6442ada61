import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'amp-hil-start-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What the start of the npm scripts says in a clone at that path; where it gets on, it looks for the lock file first. */
function startIn(name: string): { status: number | null; stderr: string } {
  mkdirSync(join(folder, name, 'scripts'), { recursive: true });
  const start = join(folder, name, 'scripts', 'start.js');
  cpSync(join(__dirname, 'start.js'), start);
  mkdirSync(join(folder, name, 'node_modules'));
  mkdirSync(join(folder, name, 'build', 'stamps'), { recursive: true });
  writeFileSync(join(folder, name, 'build', 'stamps', 'npm'), '');
  const { status, stderr } = spawnSync(process.execPath, [start, 'setup'], { encoding: 'utf8' });
  return { status, stderr };
}

test.each(['a clone', 'a:clone'])('the folder %p, in which make cannot build, is refused before anything is installed', (name) => {
  const { status, stderr } = startIn(name);
  expect(status).toBe(2);
  expect(stderr).toContain(`error: the project's folder is '${join(folder, name)}': a path without spaces and colons is wanted`);
});

test('any other letters in its path are no matter', () => {
  expect(startIn('ümlaut-clone').stderr).toContain('package-lock.json');
});
