import { rmSync } from 'node:fs';
import { faultText } from '../fault/parse';
import { linesOf, readRecord } from '../record/reader';
import type { Evidence } from './judge';
import type { Trial } from './plan';

/** Runs `amp-hil` with these arguments to its end; an abort ends it in order. */
export type RunSelf = (args: readonly string[], signal: AbortSignal) => Promise<{ code: number; out: string; err: string }>;

export interface TrialRun {
  readonly evidence: Evidence;
  /** The run's folder; undefined when it got none. */
  readonly folder: string | undefined;
  /** What the command printed last, for a run without a record. */
  readonly said: string;
}

/** Faults are a simulator's, and this is the one that has every suite's capabilities. */
const BOARD = 'sim';

/** Runs a trial as a user would: the command line, in a process of its own, with a run folder below `parent`. */
export async function runTrial(runSelf: RunSelf, { faults, suites, seed }: Trial, parent: string, signal: AbortSignal): Promise<TrialRun> {
  const { code, out, err } = await runSelf(
    [
      ...['run', '-b', BOARD, '--profile', 'smoke', '--seed', String(seed), '--out', parent, '--json'],
      ...suites.flatMap((suite) => ['--suite', suite]),
      ...faults.flatMap((fault) => ['--fault', faultText(fault)]),
    ],
    signal,
  );
  const folder = folderOf(out);
  const evidence = folder === undefined ? { exit: code, faults: undefined, tests: [], incidents: 0 } : evidenceOf(folder, code);
  return { evidence, folder, said: err.trimEnd().split('\n').slice(-3).join('\n') };
}

function evidenceOf(folder: string, exit: number): Evidence {
  const record = readRecord(folder);
  const linkIncidents = linesOf(record, 'console').filter(({ text }) => text.startsWith('amp-hil: '));
  return {
    exit,
    faults: linesOf(record, 'run').flatMap(({ faults }) => faults ?? []),
    tests: linesOf(record, 'test'),
    incidents: linesOf(record, 'incident').length + linkIncidents.length,
  };
}

function folderOf(json: string): string | undefined {
  try {
    const { runs } = JSON.parse(json) as { runs: readonly { paths: { folder: string } }[] };
    return runs[0]?.paths.folder;
  } catch {
    return undefined; // the command ended before it had a run: its exit status and its last lines say why
  }
}

/** The evidence of a trial that is as it should be is not kept. */
export function discard({ folder }: TrialRun): void {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
