import type { AlignCase } from '../peer/align-case';

/** A byte of an align job that is wrong: bit 7 tells the mapping's own bytes from private memory's (`native/core/align.c`), so it tells whether it moved. */
export function blockCause({ where }: AlignCase, expected: bigint, got: bigint): string {
  const foreign = where === 'region' ? 0x80n : 0n;
  const [shouldMove, moved] = [(expected & 0x80n) === foreign, (got & 0x80n) === foreign];
  if (shouldMove && !moved) return 'likely cause: stale data: the byte was not moved, it is what was there before';
  if (!shouldMove && moved) return 'likely cause: the operation wrote beside its block';
  return 'likely cause: unknown (the memory of the area is sound when filled and verified byte by byte)';
}
