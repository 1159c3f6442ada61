import { Seeds } from '../board/seeds';

/** The same elements in an order that the seed draws (Fisher and Yates): what drifts while a run goes on then lies on no one of them. */
export function shuffledBy<T>(seed: number, list: readonly T[]): T[] {
  const draw = new Seeds(seed);
  const shuffled = [...list];
  for (let left = shuffled.length; left > 1; left--) {
    const at = draw.next() % left;
    [shuffled[left - 1], shuffled[at]] = [shuffled[at] as T, shuffled[left - 1] as T];
  }
  return shuffled;
}
