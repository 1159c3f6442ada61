/**
 * Mann and Whitney's test: the probability, two-sided, of ranks as uneven as these were both samples drawn from one distribution, whatever its shape. Exact,
 * ties included: every way to choose `a.length` of the pooled midranks is counted. For samples of up to some dozens of values.
 */
export function rankTest(a: readonly number[], b: readonly number[]): number {
  if (a.length === 0 || b.length === 0) return 1;
  // The same of both, and quicker of the shorter.
  if (a.length > b.length) return rankTest(b, a);
  const ranks = doubledRanks([...a, ...b]);
  const observed = sum(ranks.slice(0, a.length));
  const ways = waysBySum(ranks, a.length);
  const mean = (sum(ranks) * a.length) / ranks.length;
  let extreme = 0;
  let all = 0;
  ways.forEach((count, total) => {
    all += count;
    if (Math.abs(total - mean) >= Math.abs(observed - mean) - 1e-9) extreme += count;
  });
  return extreme / all;
}

/** Twice the midrank of each value: whole numbers also where values are equal. */
function doubledRanks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return 2 * below + equal + 1;
  });
}

/** How many choices of `size` of the ranks have each sum. */
function waysBySum(ranks: readonly number[], size: number): Float64Array {
  const most = sum(ranks);
  const ways = Array.from({ length: size + 1 }, () => new Float64Array(most + 1));
  (ways[0] as Float64Array)[0] = 1;
  for (const rank of ranks) {
    for (let chosen = size; chosen > 0; chosen--) {
      const [to, from] = [ways[chosen] as Float64Array, ways[chosen - 1] as Float64Array];
      for (let total = most; total >= rank; total--) to[total] = (to[total] as number) + (from[total - rank] as number);
    }
  }
  return ways[size] as Float64Array;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
