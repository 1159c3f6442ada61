import { plan, BOARDS } from '../setup/plan';
import { setUp } from '../setup/setup';

/** `npm run setup`: everything that all boards need. */
export async function setup(_args: readonly string[], signal: AbortSignal): Promise<number> {
  await setUp(plan(BOARDS), signal);
  return 0;
}
