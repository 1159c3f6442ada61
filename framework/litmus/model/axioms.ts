import { LOCAL_RULES } from './local-order';

/** What `--without`-like options of tests may take away: whole axioms, and the parts of `external`. */
export const AXIOMS = ['internal', 'atomic', 'external', 'rfe', 'coe', 'fre', 'haz', ...LOCAL_RULES] as const;
export type Axiom = (typeof AXIOMS)[number];

/**
 * `aarch64`: Armv8's, other-multi-copy-atomic; for two observers ARMv7's too. `armv7`: ARMv7's for three and more, in which a store may
 * be seen by one other thread before another (arm.cat).
 */
export type ModelName = 'aarch64' | 'armv7';

export interface Model {
  readonly name: ModelName;
  /** Empty but in tests, which see by it that each part matters. */
  readonly without: ReadonlySet<Axiom>;
  /** ARMv7: DSB ST orders no more than DMB ST, as arm.cat has it. */
  readonly weakDsbStore: boolean;
}
