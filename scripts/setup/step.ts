import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StepLog } from './command';
import { fingerprint, type Input } from './fingerprint';
import { BUILD } from './paths';

export interface StepContext {
  readonly log: StepLog;
  readonly signal: AbortSignal;
  /** First hex digits of the inputs' hash. */
  readonly hash: string;
  /** An empty folder for work in progress, removed afterwards. */
  readonly work: string;
  /** A word or two on what is going on, shown while the step runs. */
  readonly note: (text: string) => void;
}

/**
 * One step of the set-up. It is skipped when the hash of its inputs is that of the last time it ended well and its outputs exist.
 * `run` makes its outputs in `work` and moves them into place last (`publish`), so that nothing half made looks complete.
 */
export interface Step {
  /** Name of its stamp and log. */
  readonly name: string;
  readonly title: string;
  /** Asked when the step's turn comes, so they may depend on what earlier steps made. */
  inputs(): readonly Input[] | Promise<readonly Input[]>;
  /** Files and folders that must exist for the step to count as done; also asked at its turn. */
  outputs(): readonly string[];
  run(context: StepContext): Promise<void>;
  /** For a step whose outcome lies outside the build folder: asked in place of hash, stamp and outputs. */
  isDone?(): boolean | Promise<boolean>;
}

export interface StepResult {
  readonly cached: boolean;
}

/** `build`: the folder that stamps, logs and work in progress go to. */
export async function runStep(step: Step, signal: AbortSignal, note: (text: string) => void, build = BUILD): Promise<StepResult> {
  const hash = fingerprint(await step.inputs());
  const stamp = join(build, 'stamps', step.name);
  if (step.isDone) {
    if (await step.isDone()) return { cached: true };
  } else if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash && step.outputs().every((path) => existsSync(path)))
    return { cached: true };

  // The stamp goes first: whatever happens from here on, old outputs with a stamp of their own are never taken for new ones.
  rmSync(stamp, { force: true });
  const work = join(build, 'work', step.name);
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const log = new StepLog(logPath(step, build), signal);
  try {
    await step.run({ log, signal, hash, work, note });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(`${stamp}.new`, hash);
  renameSync(`${stamp}.new`, stamp);
  return { cached: false };
}

export function logPath(step: Step, build = BUILD): string {
  mkdirSync(join(build, 'logs'), { recursive: true });
  return join(build, 'logs', `${step.name}.log`);
}

/** Moves a file or folder made in `work` to its place; what was there is replaced. */
export function publish(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  const old = `${to}.old`;
  rmSync(old, { recursive: true, force: true });
  if (existsSync(to)) renameSync(to, old);
  renameSync(from, to);
  rmSync(old, { recursive: true, force: true });
}
