import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ConfigError } from '../errors/errors';

export interface Suite {
  /** `40` */
  readonly number: string;
  /** `ordering` */
  readonly name: string;
  readonly file: string;
}

/** The suites below `root`, in the order of their numbers: that is the order of what depends on what. Throws `ConfigError` for a file by another name. */
export function listSuites(root: string): Suite[] {
  const folder = join(root, 'suites');
  return readdirSync(folder)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .flatMap((entry) => {
      if (!entry.endsWith('.test.ts')) return [];
      const [, number, name] = /^(\d+)\.([a-z-]+).*\.test\.ts$/.exec(entry) ?? [];
      if (number !== undefined && name !== undefined) return [{ number, name, file: join(folder, entry) }];
      // Left out, its tests would seem to have been run.
      throw new ConfigError(`suites/${entry}: allowed is <number>.<name>.test.ts, the name of a to z and -: 80.mine.test.ts`, {
        fix: 'rename the file: the number is its place in the order of the suites',
      });
    });
}

/** The suites asked for by number, name, file name with or without `.test.ts`; all when none is. Throws `ConfigError` with those there are. */
export function selectSuites(root: string, wanted: readonly string[]): Suite[] {
  const all = listSuites(root);
  const known = [...new Set(all.map(({ number, name }) => `${number} (${name})`))].join(', ');
  const fix =
    known === ''
      ? `${join(root, 'suites')} holds no suite`
      : `use the number or name of one of: ${known}; or one file's name, as 10.identity`;
  for (const word of wanted) {
    if (!all.some((suite) => matches(suite, word))) throw new ConfigError(`--suite '${word}': no such suite`, { fix });
  }
  if (all.length === 0) throw new ConfigError('there are no suites to run', { fix });
  return wanted.length === 0 ? all : all.filter((suite) => wanted.some((word) => matches(suite, word)));
}

function matches({ number, name, file }: Suite, word: string): boolean {
  return word === number || word === name || word === basename(file) || word === basename(file, '.test.ts');
}
