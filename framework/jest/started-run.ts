import { resolve } from 'node:path';
import type { TestRun } from './test-run';

/** Root of the project. */
export const ROOT = resolve(__dirname, '..', '..');

let started: TestRun | undefined;

/** The run of this process, if a suite file started one. Apart from `test-run.ts`, so that the reporter of a plain unit-test run loads no board code. */
export function startedRun(): TestRun | undefined {
  return started;
}

export function setStartedRun(run: TestRun): void {
  started = run;
}
