import { SetupFailure } from '../setup/failure';
import { thisHost } from '../setup/host';
import { plan } from '../setup/plan';
import { setUp } from '../setup/setup';
import type { Step } from '../setup/step';

/** `npm run setup`: everything that all boards need, as far as this machine can have it. */
export async function setup(_args: readonly string[], signal: AbortSignal): Promise<number> {
  const { steps, limit } = plan(thisHost());
  await setUp(steps, signal);
  if (limit !== undefined) process.stderr.write(`${limit}\n`);
  return 0;
}

/** Set-up for a command that needs the virtual board, and what else it needs. */
export async function setupVirtualBoard(signal: AbortSignal, more: readonly Step[] = []): Promise<void> {
  const { steps, limit } = plan(thisHost());
  if (limit !== undefined)
    throw new SetupFailure(limit, { exitCode: 2, fix: 'npx amp-hil run -b sim runs the same suites on the simulator' });
  await setUp([...steps, ...more], signal);
}
