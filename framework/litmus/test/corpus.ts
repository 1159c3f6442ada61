import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const CORPUS = join(__dirname, 'corpus');
export const CORPUS_FOLDERS = ['aarch64', 'arm', 'aarch64-3', 'arm-3'] as const;

export interface CorpusFile {
  readonly name: string;
  readonly text: string;
}

/** The `.litmus` files of a folder, in the order of their names. */
export function corpusFiles(folder: string, root = CORPUS): CorpusFile[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.litmus'))
    .sort()
    .map((name) => ({ name, text: readFileSync(join(root, folder, name), 'utf8') }));
}

/** Final states that herd7 allows, by `aarch64 MP` and `arm.cat IRIW+addrs`: first and second column. */
export function corpusStates(table: string, root = CORPUS): Map<string, string[]> {
  return new Map(rows(table, root).map(([first = '', name = '', , states = '']) => [`${first} ${name}`, states.split(' | ')]));
}

/** Lines of a tsv file without its head line, in columns. */
export function rows(table: string, root = CORPUS): string[][] {
  return readFileSync(join(root, table), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'));
}
