import { controlOffset } from '../../framework/coherence/control-block';
import { BENCH_OP, PATTERN } from '../../framework/peer/jobs';
import type { ShmPeer } from '../../framework/peer/shm-peer';
import { summarise } from '../../framework/throughput/sample';
import type { Figure } from './figure';

/**
 * Verifying the whole region against reading it, at the widths of a whole word, on one core, by turns. The limit is for the pattern of the whole-region
 * check, address-in-address; the seeded random one computes more than it loads and is shown beside it.
 */

const ROUNDS = 15;
const WIDTHS = [64, 128] as const;
const SEED = 5;
const LIMIT = 0.5;

export async function verifySpeedFigure(name: string, id: string, peer: ShmPeer): Promise<Figure> {
  const len = controlOffset(peer.region().size);
  const [judged, shown]: [number[], string[]] = [[], []];
  for (const pattern of ['address', 'random'] as const) {
    for (const width of WIDTHS) {
      const ratio = await verifyToRead(peer, { pattern: PATTERN[pattern], seed: SEED, off: 0, len, width });
      if (pattern === 'address') judged.push(ratio);
      shown.push(`${pattern} ${width} bit ${ratio.toFixed(2)}`);
    }
  }
  const least = Math.min(...judged);
  return {
    what: `${name}: ${id} verify / plain read speed, whole region`,
    value: `least ${least.toFixed(2)} (medians of ${ROUNDS}; ${shown.join(', ')})`,
    limit: `address ≥ ${LIMIT}`,
    ok: least >= LIMIT,
  };
}

interface Work {
  pattern: number;
  seed: number;
  off: number;
  len: number;
  width: number;
}

async function verifyToRead(peer: ShmPeer, work: Work): Promise<number> {
  await peer.job('fill', { ...work });
  const ratios: number[] = [];
  for (let round = -1; round < ROUNDS; round++) {
    const read = await peer.job('bench', { op: BENCH_OP.read, width: work.width, off: work.off, len: work.len, reps: 1 });
    const verify = await peer.job('verify', { ...work });
    if (round >= 0) ratios.push(Number(read.ticks) / Number(verify.ticks));
  }
  return summarise(ratios).median;
}
