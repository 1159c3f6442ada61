import { setTimeout as wait } from 'node:timers/promises';
import { PATTERN } from '../../peer/jobs';
import { patternAt } from '../../peer/pattern';
import type { ShmPeer, ShmRegion } from '../../peer/shm-peer';
import { wrongOf, type Content, type Findings, type Observation } from '../../shm/diagnosis';
import { diagnosisText } from '../../shm/diagnosis-text';
import { contentAt } from '../../shm/second-look';
import { elementsOf, type Discrepancy } from './compare';
import type { ReferenceModel, Window } from './model';

/** Bytes that are looked at once more around the first wrong one. */
const LOOK = 0x100;
/** Writes that are looked back. */
const PAST = 8;

/**
 * `likely cause: …`, from what was found, what the same side and the other one see of it after a while, and what the memory does when it is filled anew.
 * The window holds something else afterwards.
 */
export async function causeOf(peer: ShmPeer, other: ShmPeer, found: Discrepancy, model: ReferenceModel, settleMs: number): Promise<string> {
  const { element, observations = [element], within } = found;
  const again = await look(peer, element, within ?? around(element.off, model.window), model.written);
  const seen = within ? again : observations;
  const wrong = wrongOf(seen);
  if (wrong.length === 0) return 'likely cause: unknown (a second look found what was expected)';
  if (wrongOf(again).length > 0) await wait(settleMs);
  const { physmap: base, size } = peer.region();
  return diagnosisText({
    ...{
      base,
      size,
      observations: [...seen, ...again.filter((one) => one.expected === one.got && !seen.some(({ off }) => off === one.off))],
    },
    written: model.written,
    before: model.past(1),
    earlier: Array.from({ length: PAST - 1 }, (_, i) => model.past(i + 2)),
    later: await contentAt(peer.region(), wrong),
    writer: await contentAt(other.region(), wrong),
    probe: { base, size, ...(await probe(peer, other, element, model.window)) },
  });
}

/** The other side fills the window anew; the same side looks at some of it. What is always wrong with the memory shows. */
async function probe(
  peer: ShmPeer,
  other: ShmPeer,
  element: Observation,
  window: Window,
): Promise<Pick<Findings, 'observations' | 'written'>> {
  const fill = { pattern: PATTERN.random, seed: 0x9e37_79b9 };
  await other.job('fill', { ...fill, ...window, width: 64 });
  const written: Content = (width, off) =>
    off >= window.off && off + width / 8 <= window.off + window.len ? patternAt(fill, width, off) : undefined;
  return { observations: await look(peer, element, around(element.off, window), written), written };
}

/** A range in elements as wide as `element`. */
async function look(peer: ShmPeer, { width }: Observation, { off, len }: Window, written: Content): Promise<Observation[]> {
  const bytes = await peer.region().blockRead(off, len);
  return elementsOf(off, width, bytes, bytes).map((one) => ({ ...one, expected: written(width, one.off) ?? one.got }));
}

function around(off: number, { off: start, len }: Window): Window {
  const from = Math.max(start, off - (off % LOOK));
  return { off: from, len: Math.min(LOOK, start + len - from) };
}

/** Not of the model. Old by one hand-over, or as old as what was `found` before the first: it may have come meanwhile, or be in a cache of the side that stored it. */
export async function causeOfLate(
  word: Observation,
  from: ShmRegion,
  to: ShmRegion,
  found: readonly bigint[],
  settleMs: number,
): Promise<string> {
  await wait(settleMs);
  const seen = async (side: ShmRegion): Promise<Content> => {
    const value = BigInt(await side.read32(word.off));
    return (width, off) => (width === 32 && off === word.off ? value : undefined);
  };
  const before = BigInt.asUintN(32, word.expected - 1n);
  return diagnosisText({
    base: to.physmap,
    observations: [word],
    before: () => before,
    earlier: found.map((value) => () => value),
    later: await seen(to),
    writer: await seen(from),
  });
}
