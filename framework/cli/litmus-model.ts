import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { Cancelled, ConfigError } from '../errors/errors';
import { differences, expectedTable, type ExpectedTable } from '../litmus/expected-results';
import { explain } from '../litmus/explain/explain';
import { explanationText } from '../litmus/explain/words';
import { evaluate, type ModelResult } from '../litmus/model/evaluate';
import type { LitmusTest } from '../litmus/program';
import { EXIT } from '../record/exit-status';
import { visible } from '../record/visible';
import type { CliContext } from './context';
import { failureOf } from './failure';
import type { LitmusModelJson } from './json-shapes';
import { jsonText } from './json-text';
import { litmusFiles, readTest } from './litmus-files';
import { LitmusPictures, conditionState } from './litmus-pictures';

export interface ModelOnlyOptions {
  readonly domain: 'inner' | 'amp';
  readonly expect?: readonly string[];
  readonly explain?: string;
  readonly svg?: string;
  readonly json?: true;
}

/** What became of the tests. */
interface Tally {
  read: number;
  agree: number;
  differ: number;
  refused: number;
}

const PROGRESS_MS = 2000;

/** Judges each test by the model and prints it as it is done. Gives the exit status; a signal ends it between two tests. */
export async function judgeFiles(context: CliContext, named: readonly string[], options: ModelOnlyOptions): Promise<number> {
  const files = litmusFiles(named, context.cwd);
  const tables = (options.expect ?? []).map((file) => readTable(context, file));
  const pictures = options.svg === undefined ? undefined : new LitmusPictures(resolve(context.cwd, options.svg));
  const tally: Tally = { read: 0, agree: 0, differ: 0, refused: 0 };
  const stop = new AbortController();
  const unlisten = [
    context.onInterrupt((signal) => stop.abort(new Cancelled(`the command (${signal})`))),
    context.onReaderGone(() => stop.abort(new Cancelled('the command (nobody reads its output)'))),
  ];
  let told = performance.now();
  try {
    for (const [at, file] of files.entries()) {
      // Signals are only heard between turns of the event loop.
      await turn();
      stop.signal.throwIfAborted();
      if (performance.now() - told > PROGRESS_MS) {
        told = performance.now();
        context.err(`${at} of ${files.length} tests\n`);
      }
      const test = readTest(file);
      tally.read += 1;
      if (test instanceof Error) refuse(context, tally, test);
      else judgeTest(context, test, tables, pictures, options, tally);
    }
  } finally {
    for (const off of unlisten) off();
  }
  return conclude(context, tally, tables, options);
}

function judgeTest(
  context: CliContext,
  test: LitmusTest,
  tables: readonly ExpectedTable[],
  pictures: LitmusPictures | undefined,
  options: ModelOnlyOptions,
  tally: Tally,
): void {
  const { domain } = options;
  try {
    const start = performance.now();
    const result = evaluate(test, { domain });
    const ms = performance.now() - start;
    context.out(options.json ? jsonText(modelJson(test, result, ms)) : humanLine(test, result));
    if (options.explain !== undefined) context.out(`${visible(explained(test, result, options.explain, options))}\n`);
    pictures?.draw(test, result, domain, options.explain);
    if (tables.length > 0) compare(context, test, result, tables, tally);
  } catch (error) {
    refuse(context, tally, error);
  }
}

function explained(test: LitmusTest, result: ModelResult, asked: string, { domain }: ModelOnlyOptions): string {
  return explanationText(explain(test, { domain }, asked === 'condition' ? conditionState(test, result) : asked));
}

/** A test that cannot be read or judged: told, counted, and the others go on. What is no error of ours is a defect. */
function refuse(context: CliContext, tally: Tally, error: unknown): void {
  const { exit, text } = failureOf(error);
  if (exit !== EXIT.usage) throw error;
  tally.refused += 1;
  context.err(text ?? '');
}

function compare(context: CliContext, test: LitmusTest, result: ModelResult, tables: readonly ExpectedTable[], tally: Tally): void {
  const found = tables.flatMap((table) => {
    const expected = table.find(test);
    return expected === undefined ? [`not in ${table.name}`] : differences(expected, result);
  });
  if (found.length === 0) tally.agree += 1;
  else tally.differ += 1;
  for (const difference of found) context.err(visible(`${test.file ?? test.name}: ${difference}`) + '\n');
}

function conclude(context: CliContext, tally: Tally, tables: readonly ExpectedTable[], { json }: ModelOnlyOptions): number {
  const { read, agree, differ, refused } = tally;
  if (tables.length > 0) {
    const summary = `${agree} of ${read} agree${refused > 0 ? `, ${refused} not judged` : ''}\n`;
    if (json) context.err(summary);
    else context.out(summary);
  }
  if (differ > 0) return EXIT.fail;
  return refused > 0 ? EXIT.usage : EXIT.pass;
}

function humanLine(test: LitmusTest, { verdict, states }: ModelResult): string {
  const count = `${states.length} state${states.length === 1 ? '' : 's'}`;
  return `${visible(`${test.name.padEnd(28)} ${verdict.padEnd(9)} ${count.padStart(9)}  ${test.conditionText.replace(/\s+/g, ' ')}`)}\n`;
}

function modelJson(test: LitmusTest, { verdict, states }: ModelResult, ms: number): LitmusModelJson {
  const arch = test.arch === 'AArch64' ? 'aarch64' : 'arm';
  return { name: test.name, arch, file: test.file ?? '', condition: test.conditionText, verdict, states: [...states], ms };
}

function readTable({ cwd }: CliContext, file: string): ExpectedTable {
  try {
    return expectedTable(readFileSync(resolve(cwd, file), 'utf8'), file);
  } catch (error) {
    if (error instanceof Error && !('errno' in error)) throw error;
    throw new ConfigError(`--expect '${file}' cannot be read`, { cause: error, fix: 'name a table that is there' });
  }
}
