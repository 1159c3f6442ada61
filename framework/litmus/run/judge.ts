import { explain } from '../explain/explain';
import { explanationText } from '../explain/words';
import { evaluate, type ModelResult } from '../model/evaluate';
import type { LitmusTest } from '../program';
import type { StateCount } from './histogram';
import { holdsIn } from './outcome-state';
import type { Finding, SeenState } from './result';
import { strengthen } from './strengthen';

export interface Judgement {
  readonly verdict: ModelResult['verdict'];
  readonly histogram: readonly SeenState[];
  readonly observation: 'Always' | 'Sometimes' | 'Never';
  readonly positive: number;
  readonly negative: number;
  readonly weakPerMillion: number;
  readonly findings: readonly Finding[];
  readonly result: 'pass' | 'fail';
}

/** What the model says of a test: made once, asked for every run of it. */
export class Judge {
  readonly #verdict: ModelResult['verdict'];
  readonly #allowed: ReadonlySet<string>;
  readonly #expected: ReadonlySet<string>;
  readonly #interleaved: ReadonlySet<string>;

  constructor(
    private readonly test: LitmusTest,
    private readonly domain: 'inner' | 'amp',
  ) {
    // Outcomes hold the low 32 bits of registers and locations.
    const { verdict, states } = evaluate(test, { domain, bits: 32 });
    this.#verdict = verdict;
    this.#allowed = new Set(states);
    // The stronger machines have full-system barriers of their own: the domain has no say.
    this.#expected = new Set(evaluate(strengthen(test, 'store-buffer'), { domain, bits: 32 }).states);
    this.#interleaved = new Set(evaluate(strengthen(test, 'interleaved'), { domain, bits: 32 }).states);
  }

  judge(seen: readonly StateCount[]): Judgement {
    const histogram = seen.map((state): SeenState => {
      const isAllowed = this.#allowed.has(state.state);
      const tier = !isAllowed ? 'forbidden' : this.#expected.has(state.state) ? 'allowed' : 'unexpected';
      return { ...state, allowed: isAllowed, witness: holdsIn(this.test, state.state), tier };
    });
    const sum = (counted: (state: SeenState) => boolean): number =>
      histogram.filter(counted).reduce((total, { count }) => total + count, 0);
    const all = sum(() => true);
    const positive = sum(({ witness }) => witness);
    const weak = sum(({ state }) => !this.#interleaved.has(state));
    const findings = histogram.filter(({ tier }) => tier === 'forbidden').map((state) => this.#finding(state));
    return {
      verdict: this.#verdict,
      histogram,
      observation: positive === 0 ? 'Never' : positive === all ? 'Always' : 'Sometimes',
      positive,
      negative: all - positive,
      weakPerMillion: all === 0 ? 0 : (weak / all) * 1e6,
      findings,
      result: findings.length > 0 ? 'fail' : 'pass',
    };
  }

  #finding({ state, count, first }: SeenState): Finding {
    return { state, count, iteration: first, explanation: explanationText(explain(this.test, { domain: this.domain, bits: 32 }, state)) };
  }
}
