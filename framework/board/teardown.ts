import { alsoFailed } from '../errors/also-failed';
import { withDeadline } from '../link/deadline';

export interface UndoStep {
  readonly name: string;
  /** Its own deadline. */
  readonly ms: number;
  readonly run: () => Promise<unknown>;
}

/**
 * Undo steps, given in the order of what they undo and run in reverse. All of them run whatever failed before. The steps are known from the start, so
 * none can come too late for a teardown that has begun.
 */
export class Teardown {
  readonly #steps: readonly UndoStep[];
  readonly #errors = new Map<string, Error>();
  #running: Promise<Error | undefined> | undefined;

  constructor(steps: readonly UndoStep[]) {
    this.#steps = steps;
  }

  /** Runs every step once, last first. Whoever calls, and whenever, gets the end of the one run: the first error, and with it those that followed. */
  run(): Promise<Error | undefined> {
    this.#running ??= this.#run();
    return this.#running;
  }

  /** What a step failed with, once `run` has ended. */
  errorOf(name: string): Error | undefined {
    return this.#errors.get(name);
  }

  /** How long `run` takes at the most. */
  get longest(): number {
    return this.#steps.reduce((sum, { ms }) => sum + ms, 0);
  }

  async #run(): Promise<Error | undefined> {
    let all: Error | undefined;
    for (const { name, ms, run } of [...this.#steps].reverse()) {
      try {
        await withDeadline(`teardown: ${name}`, ms, undefined, run());
      } catch (error) {
        this.#errors.set(name, error as Error);
        all = all ? alsoFailed(all, error as Error) : (error as Error);
      }
    }
    return all;
  }
}
