/**
 * What a run of a thread is free in: the value of each read, success of each store-exclusive. A run asks in its order; `advance` goes on to
 * the next combination, the last choice first, so that every way through the thread is run once.
 */
export class Choices {
  private readonly taken: number[] = [];
  private readonly of: number[] = [];
  private asked = 0;

  /** A number from 0 to `count` - 1. */
  choose(count: number): number {
    const at = this.asked++;
    if (at === this.taken.length) {
      this.taken.push(0);
      this.of.push(count);
    }
    return this.taken[at] ?? 0;
  }

  /** False: that was the last combination. */
  advance(): boolean {
    this.asked = 0;
    while (this.taken.length > 0) {
      const last = this.taken.length - 1;
      const next = (this.taken[last] ?? 0) + 1;
      if (next < (this.of[last] ?? 0)) {
        this.taken[last] = next;
        return true;
      }
      this.taken.pop();
      this.of.pop();
    }
    return false;
  }
}
