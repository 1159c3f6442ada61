/** What is left of a sequence that fails, and how it was found. */
export interface Shrunk<T> {
  readonly kept: readonly T[];
  /** Times that a shorter sequence was tried. */
  readonly tries: number;
  /** True when none of what is left can be left out by itself; false when the tries or the time ran out before. */
  readonly minimal: boolean;
}

/**
 * Leaves out parts of a sequence that fails as long as it still fails: Zeller's ddmin, in halves first, then in ever smaller parts. `fails` is asked at
 * most `most` times, and never about the whole or about nothing; once it is `enough`, no more, and what it answered then does not count as tried. The order of tries depends on the sequence's length and the answers alone.
 */
export async function shrink<T>(
  items: readonly T[],
  fails: (shorter: readonly T[]) => Promise<boolean>,
  most: number,
  enough: () => boolean = () => false,
): Promise<Shrunk<T>> {
  let kept = items;
  let tries = 0;
  for (let parts = 2; kept.length > 1;) {
    const size = Math.ceil(kept.length / parts);
    let left: readonly T[] | undefined;
    for (let at = 0; at < kept.length && !left; at += size) {
      const without = [...kept.slice(0, at), ...kept.slice(at + size)];
      if (without.length === 0) continue;
      if (tries === most || enough()) return { kept, tries, minimal: false };
      tries++;
      if (await fails(without)) left = without;
    }
    if (left) {
      kept = left;
      parts = Math.max(2, parts - 1);
    } else if (size === 1) return { kept, tries, minimal: !enough() };
    else parts = Math.min(kept.length, parts * 2);
  }
  return { kept, tries, minimal: true };
}
