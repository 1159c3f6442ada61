import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT } from './paths';

/** What a step is built from: a file or folder of the tree (by content), or a text that stands for anything else. */
export type Input = { path: string; only?: RegExp } | { text: string };

/** One sha256 over all inputs: names relative to the tree and contents, so that it is the same in every clone. */
export function fingerprint(inputs: readonly Input[]): string {
  const hash = createHash('sha256');
  for (const input of inputs) {
    if ('text' in input) {
      hash.update(`text ${input.text.length}\n${input.text}\n`);
      continue;
    }
    for (const file of filesOf(input.path, input.only)) {
      const content = readFileSync(file);
      hash.update(`file ${relative(ROOT, file)} ${content.length}\n`).update(content);
    }
  }
  return hash.digest('hex');
}

/** Every file below `path` whose path matches, sorted; `path` itself when it is a file; nothing when it is absent. */
function filesOf(path: string, only: RegExp = /./): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return [];
  if (stat.isFile()) return [path];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => only.test(file))
    .sort();
}
