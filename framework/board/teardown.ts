import { withDeadline } from '../link/deadline';

interface Step {
  name: string;
  ms: number;
  run: () => Promise<void>;
}

/** Undo steps in reverse order. All of them run whatever failed before; the first error is kept. */
export class Teardown {
  readonly #steps: Step[] = [];

  /** Adds an undo step with its own deadline in ms. */
  push(name: string, ms: number, run: () => Promise<void>): void {
    this.#steps.push({ name, ms, run });
  }

  /** Runs every step once, last first. Returns the first error, if any. */
  async run(): Promise<Error | undefined> {
    let first: Error | undefined;
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      try {
        await withDeadline(`teardown: ${step.name}`, step.ms, undefined, step.run());
      } catch (error) {
        first ??= error as Error;
      }
    }
    return first;
  }
}
