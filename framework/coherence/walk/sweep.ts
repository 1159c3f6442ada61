import { PATTERN, type JobArgs } from '../../peer/jobs';
import type { ShmPeer } from '../../peer/shm-peer';
import { compareBytes, type Discrepancy } from './compare';
import type { ReferenceModel, Window } from './model';

/** A shorter run of one pattern is read with what is beside it. */
const LEAST_RUN = 0x80;

type Part = Window & { readonly verify?: JobArgs<'verify'> };

/** Looks at all of the window from one side, or until it is enough: what was filled is verified where it is, the rest is read. */
export async function sweep(peer: ShmPeer, model: ReferenceModel, enough: () => boolean): Promise<Discrepancy | undefined> {
  const region = peer.region();
  for (const part of partsOf(model)) {
    if (enough()) return undefined;
    if (!part.verify) {
      const found = compareBytes(part.off, model.at(part.off, part.len), await region.blockRead(part.off, part.len));
      if (found) return found;
      continue;
    }
    const { mismatches, firstOff, expected, got } = await peer.job('verify', part.verify);
    if (mismatches > 0n) return { what: `${mismatches} elements differ`, element: { off: Number(firstOff), width: 64, expected, got } };
  }
  return undefined;
}

/** The window in parts, in order of address: runs of one pattern in whole 64-bit words, and what is between them. */
export function partsOf(model: ReferenceModel): Part[] {
  const { off: start, len } = model.window;
  const end = start + len;
  const parts: Part[] = [];
  let between = start;
  const flush = (to: number): void => {
    if (to > between) parts.push({ off: between, len: to - between });
    between = to;
  };
  for (let off = start; off < end;) {
    const writer = model.writerOf(off);
    const next = model.nextWriter(off);
    const fill = model.patternOf(writer);
    const from = Math.ceil(off / 8) * 8;
    const words = next - (next % 8) - from;
    if (fill && words >= LEAST_RUN) {
      flush(from);
      parts.push({ off: from, len: words, verify: { ...fill, off: from, len: words, width: 64 } });
      between = from + words;
    }
    off = next;
  }
  flush(end);
  return parts;
}

/** What the window holds before the first step. */
export function initialFill(seed: number, { off, len }: Window): JobArgs<'fill'> {
  return { pattern: PATTERN.address, seed, off, len, width: 64 };
}
