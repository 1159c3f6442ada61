import { startedRun } from './started-run';

/** Jest's `globalTeardown`: power off, lock free, record ended, whatever the tests did. Jest takes it from the default export only. */
export default async function endRun(): Promise<void> {
  await startedRun()?.end(null);
}
