import { InvalidArgument } from '../../errors/errors';
import { finalWords, observedItems, valueOf } from '../model/final-state';
import { observedName, sameValue } from '../state';
import type { ThreadRun } from '../model/events';
import { lowBits, type Word } from '../model/word';
import type { LitmusTest, Observed, Size } from '../program';

/** Values of some of a test's registers and locations: the states that are asked about. */
export interface StateQuery {
  readonly text: string;
  readonly items: readonly Observed[];
  /** By item. */
  readonly values: readonly string[];
  /** Low bits of a register or location that the values are. */
  readonly bits: Size;
}

/** `1:X0=1; [x]=2;` or `1:X0=1 x=2`. What it leaves out may have any value. */
export function stateQuery(test: LitmusTest, text: string, bits: Size = 64): StateQuery {
  const items: Observed[] = [];
  const values: string[] = [];
  for (const part of text.split(/;|\/\\/).map((one) => one.trim())) {
    if (part === '') continue;
    const match = /^(?:(\d+)\s*:\s*(%?\w+)|\[?(\w+)\]?)\s*=\s*(-?\w+)$/.exec(part);
    if (match === null) throw malformed(test, text, `'${part}' is not of the form 1:X0=1 or [x]=1`);
    const [, thread, register, location, value = ''] = match;
    items.push(location === undefined ? registerOf(test, text, Number(thread), register ?? '') : locationOf(test, text, location));
    values.push(value);
  }
  if (items.length === 0) throw malformed(test, text, 'it names nothing');
  return { text: items.map((item, at) => `${observedName(item)}=${values[at] ?? ''};`).join(' '), items, values, bits };
}

/** True where every item of the query that `kind` takes has its value. */
export function answers(
  test: LitmusTest,
  { items, values, bits }: StateQuery,
  kind: Observed['kind'],
  runs: readonly ThreadRun[],
  finals: ReadonlyMap<number, Word>,
): boolean {
  return finalWords(test, items, runs, finals).every(
    (word, at) => items[at]?.kind !== kind || hasValue(test, lowBits(word, bits), values[at] ?? ''),
  );
}

export function hasValue(test: LitmusTest, word: Word, value: string): boolean {
  if (!/^-?\d/.test(value)) return sameValue(valueOf(test, word), { kind: 'address', location: value });
  const wanted = value.startsWith('-') ? -BigInt(value.slice(1)) : BigInt(value);
  return sameValue(valueOf(test, word), { kind: 'int', value: wanted });
}

function registerOf(test: LitmusTest, text: string, thread: number, register: string): Observed {
  if (test.threads[thread] === undefined) throw malformed(test, text, `there is no P${thread}`);
  return { kind: 'register', thread, reg: test.arch === 'AArch64' ? register.replace(/^[wW](?=\d)/, 'X') : register };
}

function locationOf(test: LitmusTest, text: string, location: string): Observed {
  if (!test.locations.some(({ name }) => name === location)) throw malformed(test, text, `there is no location ${location}`);
  return { kind: 'location', location };
}

function malformed(test: LitmusTest, text: string, why: string): InvalidArgument {
  const names = observedItems(test).map((item) => `${observedName(item)}=…;`);
  return new InvalidArgument(`state '${text}' of ${test.name}: ${why}`, { fix: `write it like ${names.join(' ')}` });
}
