import { CORPUS_FOLDERS, corpusFiles, corpusStates } from '../test/corpus';
import { printLitmus } from '../print';
import type { LitmusTest } from '../program';
import { observedItems, observedName } from '../state';
import { parseLitmus } from './parse';

const FILES = CORPUS_FOLDERS.flatMap((folder) => corpusFiles(folder).map((file) => ({ folder, ...file })));

/** Everything but what the source looks like. */
function meaning(test: LitmusTest): unknown {
  const threads = test.threads.map((thread) => ({
    ...thread,
    instructions: thread.instructions.map(({ text: _t, line: _l, ...rest }) => rest),
  }));
  return { ...test, threads, conditionText: '', file: undefined };
}

test('all 390 files of the corpus are read, each under its own name', () => {
  const wrong = FILES.filter(({ name, text }) => `${parseLitmus(text, { file: name }).name}.litmus` !== name);
  expect(FILES).toHaveLength(390);
  expect(wrong).toEqual([]);
});

test.each(FILES.filter((_, index) => index % 20 === 0))(
  '$folder/$name keeps its metadata, its lines and every instruction',
  ({ name, text }) => {
    const parsed = parseLitmus(text, { file: name });
    expect(parsed.file).toBe(name);
    expect(parsed.info.map(([key, value]) => `${key}=${value}`)).toEqual(text.split('\n').filter((line) => /^\w+=/.test(line)));
    const lines = text.split('\n');
    for (const [thread, { instructions }] of parsed.threads.entries())
      for (const { text: written, line } of instructions) expect(lines[line! - 1]!.split('|')[thread]).toContain(written.replace(/:$/, ''));
  },
);

test('every file of the corpus reads back from its print as the same test', () => {
  for (const { name, text } of FILES) {
    const parsed = parseLitmus(text, { file: name });
    expect(meaning(parseLitmus(printLitmus(parsed)))).toEqual(meaning(parsed));
  }
});

test.each([
  ['states.tsv', ['aarch64', 'arm']],
  ['states-3.tsv', ['aarch64-3']],
  ['states-3-arm.tsv', ['arm-3']],
])('the items of each state in %s are those of the test, in its order', (table, folders) => {
  const states = corpusStates(table);
  for (const { folder, name, text } of FILES.filter((file) => folders.includes(file.folder))) {
    const key = `${folder === 'arm-3' ? 'arm.cat' : folder.replace('-3', '')} ${name.replace('.litmus', '')}`;
    const items = observedItems(parseLitmus(text)).map(observedName);
    for (const state of states.get(key)!) expect(state.split('; ').map((item) => item.split('=')[0])).toEqual(items);
  }
});
