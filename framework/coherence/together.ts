/**
 * Runs parts that wait for each other. When one fails the others are cancelled, and the first error is thrown: a part that waits for a side that has
 * died must not sit out its deadline.
 */
export async function together<T>(parts: readonly ((signal: AbortSignal) => Promise<T>)[], outer?: AbortSignal): Promise<T[]> {
  const stop = new AbortController();
  const signal = outer ? AbortSignal.any([outer, stop.signal]) : stop.signal;
  let failed = false;
  let cause: unknown;
  const results = await Promise.all(
    parts.map(async (part): Promise<T | undefined> => {
      try {
        return await part(signal);
      } catch (error) {
        if (!failed) cause = error;
        failed = true;
        stop.abort();
        return undefined;
      }
    }),
  );
  if (failed) throw cause;
  return results as T[];
}
