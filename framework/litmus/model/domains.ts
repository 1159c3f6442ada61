import { LitmusError } from '../../errors/errors';
import type { LitmusTest, Size } from '../program';
import type { MemoryEvent, ThreadRun } from './events';
import { threadCode, threadRuns } from './thread-runs';
import { wordOf } from './thread-state';
import { integer, wordKey, type Word } from './word';

export interface AllRuns {
  /** By thread. */
  readonly runs: readonly (readonly ThreadRun[])[];
  /** By location: the initial value, then every value that some run writes. */
  readonly domains: readonly (readonly Word[])[];
}

/**
 * All ways through all threads. What a read may find grows from the initial values by what the runs write, round by round. A value that
 * takes more rounds than there are reads came to itself in a circle: every model here forbids that (data and rf in one cycle).
 */
export function allRuns(test: LitmusTest): AllRuns {
  const codes = test.threads.map((_, thread) => threadCode(test, thread));
  const widths = new Map<number, Size>();
  const domains = test.locations.map(({ initial }) => [wordOf(initial, test, 64)]);
  const known = domains.map((words) => new Set(words.map(wordKey)));
  for (let round = 0; ; round++) {
    const runs = codes.map((code) => threadRuns(code, domains));
    let grown = false;
    for (const event of runs.flat().flatMap(({ events }) => events)) {
      if (settleWidth(test, widths, event)) grown = initialOf(event, domains, known) || grown;
      if (event.kind === 'W') grown = add(event.value, domains[event.location], known[event.location]) || grown;
    }
    if (!grown || round > mostReads(runs)) return { runs, domains };
  }
}

/** True the first time that a location is accessed. A second width is refused. */
function settleWidth(test: LitmusTest, widths: Map<number, Size>, { location, size }: MemoryEvent): boolean {
  const before = widths.get(location);
  if (before === size) return false;
  if (before !== undefined)
    throw new LitmusError(`${test.name}: ${test.locations[location]?.name ?? ''} is accessed with 32 and with 64 bits`, {
      fix: 'use one width for a location: the model does not split an access into its parts',
    });
  widths.set(location, size);
  return true;
}

/** Cuts the initial value to the width now known; true if that changed it. */
function initialOf({ location, size }: MemoryEvent, domains: Word[][], known: Set<string>[]): boolean {
  const [word] = domains[location] ?? [];
  if (word === undefined || word.base >= 0) return false;
  const cut = integer(word.bits, size);
  if (cut.bits === word.bits) return false;
  domains[location]?.splice(0, 1, cut);
  known[location]?.add(wordKey(cut));
  return true;
}

function add(word: Word, domain: Word[] | undefined, known: Set<string> | undefined): boolean {
  const key = wordKey(word);
  if (known?.has(key) !== false) return false;
  known.add(key);
  domain?.push(word);
  return true;
}

function mostReads(runs: readonly (readonly ThreadRun[])[]): number {
  const reads = (run: ThreadRun): number => run.events.filter(({ kind }) => kind === 'R').length;
  return runs.reduce((sum, ofThread) => sum + ofThread.reduce((most, run) => Math.max(most, reads(run)), 0), 0);
}
