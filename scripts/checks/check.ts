/** What a check found: tests for those that run tests, one for those that say yes or no. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

export interface CheckContext {
  readonly signal: AbortSignal;
  /** File for everything the check prints. */
  readonly log: string;
  /** File for its machine-readable result. */
  readonly result: string;
}

/** One named step of `npm test`. */
export interface Check {
  readonly name: string;
  readonly title: string;
  run(context: CheckContext): Promise<Tally>;
}
