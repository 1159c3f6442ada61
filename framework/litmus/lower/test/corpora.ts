import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseLitmus } from '../../parse/parse';
import type { LitmusTest } from '../../program';

const FOLDER = join(__dirname, '../../test/corpus');

/** The generated tests that come with the sources, of two threads and (`-3`) of three or four. */
export function corpus(name: 'aarch64' | 'arm' | 'aarch64-3' | 'arm-3'): LitmusTest[] {
  const files = readdirSync(join(FOLDER, name)).filter((file) => file.endsWith('.litmus'));
  return files.toSorted().map((file) => parseLitmus(readFileSync(join(FOLDER, name, file), 'utf8'), { file }));
}
