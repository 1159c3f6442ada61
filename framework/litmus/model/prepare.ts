import { LitmusError } from '../../errors/errors';
import type { LitmusTest, Size } from '../program';
import { forAmp } from './amp-domain';
import type { Axiom, Model, ModelName } from './axioms';
import { MOST_STEPS, stepLimit } from './limits';
import { prepare, type Prepared } from './search';

export interface ModelOptions {
  /** `inner`: all barriers order for all threads, as in herd7. `amp`: between an A53 and an R5, ISH and NSH barriers order nothing. */
  readonly domain: 'inner' | 'amp';
  /** Default: by architecture and number of threads. */
  readonly model?: ModelName;
  /** Bits of each value that states show, the low ones: a board reports 32. Default: whole values. */
  readonly bits?: Size;
  /** For tests of the model: parts that do not count. */
  readonly without?: ReadonlySet<Axiom>;
  /** For tests of the limit: steps of search after which a test is given up. */
  readonly mostSteps?: number;
}

export function prepareTest(test: LitmusTest, { domain, model, without = new Set(), mostSteps = MOST_STEPS }: ModelOptions): Prepared {
  if (test.threads.length === 0) throw new LitmusError(`${test.name} has no thread`, { fix: 'write one' });
  const judged = domain === 'amp' ? forAmp(test) : test;
  const name = model ?? (test.arch === 'ARM' && test.threads.length > 2 ? 'armv7' : 'aarch64');
  const chosen: Model = { name, without, weakDsbStore: test.arch === 'ARM' };
  return prepare(judged, chosen, stepLimit(test.name, mostSteps));
}
