import { startedRun } from './started-run';

/** Jest ends within milliseconds of its teardown when nothing is left. */
const LEFT_RUNNING_MS = 5000;

/** Jest's `globalTeardown`: power off, lock free, record ended, whatever the tests did. Jest takes it from the default export only. */
export default async function endRun(): Promise<void> {
  const run = startedRun();
  if (!run) return;
  await run.end(null);
  if (!run.forCommand) return;
  // Jest itself would wait for ever for a timer or socket that a test left behind; `amp-hil run` judges by the record, which is written.
  setTimeout(() => {
    process.stderr.write('a test left something running: Jest was ended\n');
    process.exit();
  }, LEFT_RUNNING_MS).unref();
}
