import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

test('the folder of a board in place of its file is named, with the file', () => {
  const sim = join(root, 'boards', 'sim');
  expect(() => loadBoard(sim, root)).toThrow(
    expect.objectContaining({ code: 'ConfigError', message: expect.stringContaining(`is a folder`) }),
  );
  expect(() => loadBoard(sim, root)).toThrow(join(sim, 'board.ts'));
});

test('a board file without a default export is named', () => {
  const file = join(folder, 'no-default.ts');
  writeFileSync(file, 'export const board = 1;');
  expect(() => loadBoard(file, root)).toThrow(/no default export made by defineBoard: default is missing/);
});

/** A board file of its own folder; `text` may use `sim`, the shipped board, and `defineBoard`. */
function boardFile(name: string, text: string): string {
  mkdirSync(join(folder, name));
  const file = join(folder, name, 'board.ts');
  const [index, sim] = [join(root, 'framework'), join(root, 'boards/sim/board')].map((path) => JSON.stringify(path));
  writeFileSync(file, `import { defineBoard } from ${index};\nimport sim from ${sim};\nvoid defineBoard;\n${text}\n`);
  return file;
}

const refused = (file: string): unknown => {
  try {
    return loadBoard(file, root);
  } catch (error) {
    return error;
  }
};

test('a board of its own folder loads by its path', () => {
  const file = boardFile('bench', "export default defineBoard({ ...sim, name: 'bench' });");
  expect(loadBoard(file, root)).toMatchObject({ name: 'bench', capabilities: ['cache', 'doorbell', 'power'] });
});

test('a name other than that of the folder is refused with both', () => {
  const file = boardFile('lab-1', "export default defineBoard({ ...sim, name: 'zcu102' });");
  expect(refused(file)).toMatchObject({
    code: 'ConfigError',
    message: expect.stringContaining(`${file}: name is 'zcu102': allowed is 'lab-1'`),
  });
});

test.each([
  [
    'copied-by-hand',
    "export default { ...sim, name: 'copied-by-hand' };",
    /default is an object with the name 'copied-by-hand' that defineBoard did not/,
  ],
  ['changed', "export default Object.assign(defineBoard({ ...sim, name: 'changed' }), { capabilities: ['chache'] });", /read only/],
  ['text', "export default 'sim';", /default is 'sim'/],
])('a default export that defineBoard did not check is refused: %s', (name, text, message) => {
  const file = boardFile(name, text);
  const error = refused(file);
  expect(error).toMatchObject({ code: 'ConfigError', message: expect.stringMatching(message) });
  expect((error as Error).message).toContain(file);
});
