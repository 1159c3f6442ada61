import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { listBoards, loadBoard } from './load-board';

const root = resolve(__dirname, '..', '..');

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'amp-hil-board-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(listBoards(root))('the shipped board %s loads and carries its own name', (name) => {
  expect(loadBoard(name, root).name).toBe(name);
});

test('an unknown board is refused with the list of those there are', () => {
  expect(() => loadBoard('zcu103', root)).toThrow(/no board 'zcu103'.*use one of: .*sim.*zcu102-qemu/s);
});

test('a board file that does not compile is named', () => {
  const file = join(folder, 'broken.ts');
  writeFileSync(file, 'export default {');
  let thrown: unknown;
  try {
    loadBoard(file, root);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ code: 'ConfigError', message: expect.stringContaining(file) });
});

test('a board file without a default export is named', () => {
  const file = join(folder, 'no-default.ts');
  writeFileSync(file, 'export const board = 1;');
  expect(() => loadBoard(file, root)).toThrow(/no default export made by defineBoard/);
});
