/** One MPU region of a Cortex-R5 as read back from the core (ARM DDI 0460, c6: DRBAR, DRSR, DRACR). */
export interface MpuRegion {
  readonly number: number;
  readonly base: bigint;
  /** Bytes; a power of two. */
  readonly size: bigint;
  /** DRACR: TEX/S/C/B, access permission, execute-never. */
  readonly access: number;
  /** DRSR bits 15:8: bit N disables eighth N. */
  readonly disabledEighths: number;
  readonly enabled: boolean;
}

export interface Span {
  base: bigint;
  size: bigint;
}

/**
 * The address ranges on which `access` is in force, as long as possible and in order. Where regions overlap, the one with the highest number
 * decides, as in the core.
 */
export function mpuSpans(regions: readonly MpuRegion[], access: number): Span[] {
  const active = regions.filter((region) => region.enabled);
  const edges = [...new Set(active.flatMap((region) => eighthEdges(region)))].sort((a, b) => (a < b ? -1 : 1));
  const spans: Span[] = [];
  for (const [i, start] of edges.entries()) {
    const end = edges[i + 1];
    if (end === undefined || regionAt(active, start)?.access !== access) continue;
    const last = spans.at(-1);
    if (last && last.base + last.size === start) last.size += end - start;
    else spans.push({ base: start, size: end - start });
  }
  return spans;
}

function eighthEdges({ base, size }: MpuRegion): bigint[] {
  return Array.from({ length: 9 }, (_, i) => base + (size * BigInt(i)) / 8n);
}

function regionAt(regions: readonly MpuRegion[], address: bigint): MpuRegion | undefined {
  return regions
    .filter(({ base, size, disabledEighths }) => {
      if (address < base || address >= base + size) return false;
      const eighth = Number(((address - base) * 8n) / size);
      return (disabledEighths & (1 << eighth)) === 0;
    })
    .sort((a, b) => b.number - a.number)[0];
}
