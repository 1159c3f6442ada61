/** What was done in one minute, or what was left of the last. */
export interface Minute {
  /** From 1. */
  readonly minute: number;
  readonly seconds: number;
  readonly counts: Readonly<Record<string, number>>;
}

const MINUTE_MS = 60_000;

/**
 * Counts by name, minute by minute. It holds the minute in progress and the totals and nothing else, however long it counts: a minute that is over is
 * handed on and forgotten.
 */
export class Counters {
  readonly totals: Record<string, number> = {};
  #current: Record<string, number> = {};
  #minute = 1;
  #from: number;

  /** Times are ms of any one clock. */
  constructor(
    started: number,
    private readonly onMinute: (minute: Minute) => void,
  ) {
    this.#from = started;
  }

  /** Adds what was done up to `now`. */
  add(counts: Readonly<Record<string, number>>, now: number): void {
    for (const [name, count] of Object.entries(counts)) {
      this.totals[name] = (this.totals[name] ?? 0) + count;
      this.#current[name] = (this.#current[name] ?? 0) + count;
    }
    if (now - this.#from >= MINUTE_MS) this.end(now);
  }

  /** Ends the minute in progress, if anything was counted in it. */
  end(now: number): void {
    if (Object.keys(this.#current).length === 0) return;
    this.onMinute({ minute: this.#minute++, seconds: Math.round(now - this.#from) / 1000, counts: this.#current });
    this.#current = {};
    this.#from = now;
  }
}
