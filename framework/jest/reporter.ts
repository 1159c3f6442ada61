import type { Test, TestCaseResult, TestResult } from '@jest/reporters';
import { relative } from 'node:path';
import { visible, visibleInColour } from '../record/visible';
import { testError, testStatus } from './test-status';
import { ROOT, startedRun } from './started-run';

const MARK: Record<string, string> = { passed: 'ok  ', failed: 'FAIL', skipped: 'skip', pending: 'skip', todo: 'skip' };

/** Jest reporter of the suites: a line a test while they run, on stderr. What is kept is in the record; a file that does not even load gets there from here. */
class SuiteReporter {
  #lastReason: string | undefined;

  onTestFileStart(test: Test): void {
    if (isSuite(test)) process.stderr.write(`${relative(ROOT, test.path)}\n`);
  }

  onTestCaseResult(test: Test, result: TestCaseResult): void {
    if (!isSuite(test)) return;
    const title = [...result.ancestorTitles, result.title].join(' › ');
    // What the environment recorded of it a moment ago knows of the board's end as well.
    const last = startedRun()?.lastTest;
    const { status, error } = last?.name === title ? last : testStatus(result.failureDetails.map(testError));
    const mark = status === 'broken' ? 'BROKEN' : (MARK[result.status] ?? result.status);
    process.stderr.write(`  ${mark} ${visible(title)}${result.duration ? ` (${result.duration} ms)` : ''}\n`);
    if (status !== 'broken') for (const message of result.failureMessages) process.stderr.write(indent(message));
    else if (error) this.#showReason(error.message);
  }

  /** Infrastructure has no stack that a reader needs; a dead board gives all its tests one reason, which is shown once. */
  #showReason(reason: string): void {
    const known = this.#lastReason !== undefined && reason.endsWith(this.#lastReason);
    process.stderr.write(known ? '       for the same reason\n' : indent(reason));
    if (!known) this.#lastReason = reason;
  }

  onTestFileResult(test: Test, result: TestResult): void {
    if (!isSuite(test)) return;
    // Jest says nothing of a skipped test before its file has ended; the record and the summary have the reasons.
    for (const { status, ancestorTitles, title } of result.testResults)
      if (status === 'pending') process.stderr.write(`  skip ${visible([...ancestorTitles, title].join(' › '))}\n`);
    if (!result.testExecError) return;
    const error = testError(result.testExecError);
    process.stderr.write(`  BROKEN ${relative(ROOT, test.path)}\n${indent(error.message)}`);
    const run = startedRun();
    const now = run?.now() ?? 0;
    const file = relative(ROOT, test.path);
    const suite = /(\d+)\.[^/]*$/.exec(file)?.[1] ?? '0';
    run?.write({
      type: 'test',
      suite,
      file,
      // Hooks after the last test, and what a test left running, can fail when tests were run.
      name: result.testResults.length > 0 ? 'the file ends without an error' : 'the file loads',
      status: 'broken',
      result: 'none',
      ms: 0,
      reason: error.message,
      error,
      tStart: now,
      tEnd: now,
    });
  }

  onRunComplete(): void {
    const run = startedRun();
    if (run && process.env['AMP_HIL_RUN_DIR'] === undefined) {
      process.stderr.write(
        `record: ${relative(process.cwd(), run.folder)}  (npx amp-hil report ${run.folder.split('/').pop() ?? ''} writes the reports)\n`,
      );
    }
  }
}

function isSuite(test: Test): boolean {
  return test.context.config.displayName?.name === 'suites';
}

/** Jest's failure text with its stack cut to what a reader needs. */
function indent(text: string): string {
  const lines = text.split('\n').filter((line) => !/^\s+at .*(node_modules|node:internal)/.test(line));
  return `${lines
    .slice(0, 25)
    .map((line) => `       ${visibleInColour(line)}`)
    .join('\n')}\n`;
}

// Jest takes a reporter from the default export only.
export default SuiteReporter;
