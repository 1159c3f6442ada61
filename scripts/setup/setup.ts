import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { SetupFailure } from './failure';
import { withTreeLock } from './lock';
import { ROOT } from './paths';
import { Progress } from './progress';
import { logPath, runStep, type Step } from './step';

/** Of the log of a step that failed. */
const SHOWN_LINES = 25;

/** Runs the steps in order. Throws at the first one that fails, after saying what failed and where its log is. */
export async function setUp(steps: readonly Step[], signal: AbortSignal): Promise<void> {
  const progress = new Progress();
  await withTreeLock(
    signal,
    () => progress.line('another set-up runs in this tree: waiting for it'),
    async () => {
      for (const [i, step] of steps.entries()) {
        signal.throwIfAborted();
        progress.start(`[${i + 1}/${steps.length}] ${step.title}`);
        try {
          const { cached } = await runStep(step, signal, (text) => progress.note(text));
          progress.end(cached ? 'cached' : 'done');
        } catch (error) {
          progress.end(signal.aborted ? 'stopped' : 'FAILED');
          if (signal.aborted) throw error;
          throw describe(step, error);
        }
      }
    },
  );
}

function describe(step: Step, cause: unknown): SetupFailure {
  const message = cause instanceof Error ? cause.message : String(cause);
  const path = logPath(step);
  const log = existsSync(path) ? readFileSync(path, 'utf8').trimEnd() : '';
  const said = `set-up step '${step.title}' failed: ${message}`;
  const shown = log
    .split('\n')
    .slice(-SHOWN_LINES)
    .map((line) => `    ${line}`);
  return new SetupFailure(log === '' ? said : `${shown.join('\n')}\n${said}\n  log: ${relative(ROOT, path)}`, {
    cause,
    exitCode: cause instanceof SetupFailure ? cause.exitCode : 1,
  });
}
