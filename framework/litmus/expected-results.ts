import { ConfigError } from '../errors/errors';
import type { LitmusTest } from './program';

/** What a table says of a test. */
export interface Expected {
  readonly verdict?: 'Allowed' | 'Forbidden';
  readonly states?: readonly string[];
}

/** A table of verdicts or of states, as herd7's results are kept in. */
export interface ExpectedTable {
  readonly name: string;
  /** Undefined: the table does not have the test. */
  find(test: Pick<LitmusTest, 'arch' | 'name' | 'file'>): Expected | undefined;
}

/** First column of a table of states; ARMv7's model for three and more observers is `arm.cat`. Rows of `aarch32.cat`, Armv8's AArch32, are of another model. */
const KEYS: Readonly<Record<string, LitmusTest['arch'] | undefined>> = {
  aarch64: 'AArch64',
  arm: 'ARM',
  'arm.cat': 'ARM',
  'aarch32.cat': undefined,
};

/**
 * Reads either form, columns separated by tabs, `#` before comments: architecture, name, number of states, states separated by ` | `; or name, verdict, …
 * with the test's file among the columns. A row that is neither is an error.
 */
export function expectedTable(text: string, name: string): ExpectedTable {
  const byName = new Map<string, Expected>();
  const byFile = new Map<string, Expected>();
  text.split(/\r?\n/).forEach((row, at) => {
    if (row.trim() === '' || row.startsWith('#')) return;
    const columns = row.split('\t');
    const [first = '', second = '', third = '', states] = columns;
    const file = columns.find((column) => column.endsWith('.litmus'));
    if (Object.hasOwn(KEYS, first) && states !== undefined) {
      const listed = states.split(' | ').filter((state) => state !== '');
      if (listed.length !== Number(third)) throw malformed(name, at, `it announces ${third} states and lists ${listed.length}`);
      const arch = KEYS[first];
      if (arch !== undefined) byName.set(`${arch} ${second}`, { states: listed });
    } else if (file !== undefined && (second === 'Allowed' || second === 'Forbidden')) {
      byFile.set(file, { verdict: second });
    } else {
      throw malformed(name, at, 'it is neither a row of states nor one of verdicts');
    }
  });
  return {
    name,
    find: (test) => byName.get(`${test.arch} ${test.name}`) ?? [...byFile].find(([file]) => isFile(test.file, file))?.[1],
  };
}

/** What differs, in words; empty: nothing. */
export function differences(expected: Expected, got: { verdict: 'Allowed' | 'Forbidden'; states: readonly string[] }): string[] {
  const { verdict, states } = expected;
  const found: string[] = [];
  if (verdict !== undefined && verdict !== got.verdict) found.push(`verdict ${got.verdict}, expected ${verdict}`);
  if (states !== undefined) {
    for (const state of got.states) if (!states.includes(state)) found.push(`state not expected: ${state}`);
    for (const state of states) if (!got.states.includes(state)) found.push(`state lacking: ${state}`);
  }
  return found;
}

function isFile(path: string | undefined, suffix: string): boolean {
  return path !== undefined && (path === suffix || path.replaceAll('\\', '/').endsWith(`/${suffix}`));
}

function malformed(name: string, at: number, why: string): ConfigError {
  return new ConfigError(`${name}:${at + 1}: ${why}`, {
    fix: "columns are 'aarch64|arm name count states', as in states.tsv, or 'name verdict file', as in verdicts.tsv, separated by tabs",
  });
}
