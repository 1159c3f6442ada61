import { BENCH_OP, BLOCK_WAY, type BlockWay } from '../../framework/peer/jobs';
import type { ShmPeer } from '../../framework/peer/shm-peer';
import { summarise } from '../../framework/throughput/sample';
import type { Figure } from './figure';

/**
 * The region's block operations against a hand-written C loop of the widest aligned access and against libmetal's algorithm, on one core, on the
 * mapping, through the job `blockbench`. The three take turns, so that all see the same machine; a ratio is the median of the rounds' own.
 */

const SIZES = [64, 256, 1024, 4096, 16384, 65536, 262144, 1048576] as const;
const ROUNDS = 25;
/** Ticks of one way's turn: long enough for the clock, short beside what else the machine does. */
const TURN_SECONDS = 0.004;
const LIMIT = { loop: 0.95, libmetal: 1 } as const;
const OPS = ['read', 'write'] as const;

export async function blockAccessFigures(name: string, id: string, peer: ShmPeer): Promise<Figure[]> {
  const { tickHz } = await peer.identity();
  const figures: Figure[] = [];
  for (const op of OPS) {
    const worst = { loop: { ratio: Infinity, len: 0 }, libmetal: { ratio: Infinity, len: 0 } };
    const each: string[] = [];
    for (const len of SIZES) {
      const rate = await rates(peer, op, len, Number(tickHz));
      for (const against of ['loop', 'libmetal'] as const) {
        const ratio = summarise(rate.block.map((ours, i) => ours / (rate[against][i] as number))).median;
        if (ratio < worst[against].ratio) worst[against] = { ratio, len };
        each.push(`${size(len)} ${against} ${ratio.toFixed(2)}`);
      }
    }
    for (const against of ['loop', 'libmetal'] as const) {
      const { ratio, len } = worst[against];
      figures.push({
        what: `${name}: ${id} block ${op} / ${against === 'loop' ? 'widest aligned loop' : "libmetal's algorithm"}, 64 B to 1 MiB`,
        value: `least ${ratio.toFixed(3)} at ${size(len)} (medians of ${ROUNDS}; ${each
          .filter((text) => text.includes(against))
          .map((text) => text.replace(` ${against}`, ''))
          .join(', ')})`,
        limit: `≥ ${LIMIT[against]}`,
        ok: ratio >= LIMIT[against],
      });
    }
  }
  return figures;
}

/** Bytes a tick of each way, round by round. */
async function rates(peer: ShmPeer, op: (typeof OPS)[number], len: number, tickHz: number): Promise<Record<BlockWay, number[]>> {
  const turn = async (way: BlockWay, reps: number): Promise<number> => {
    const { bytes, ticks } = await peer.job('blockbench', { op: BENCH_OP[op], way: BLOCK_WAY[way], off: 0, len, reps });
    return Number(bytes) / Math.max(1, Number(ticks));
  };
  const warm = await turn('block', Math.max(1, Math.ceil(65536 / len)));
  const reps = Math.max(1, Math.ceil((warm * tickHz * TURN_SECONDS) / len));
  const ways = Object.keys(BLOCK_WAY) as BlockWay[];
  const found: Record<BlockWay, number[]> = { block: [], loop: [], libmetal: [] };
  for (let round = -1; round < ROUNDS; round++) {
    // Another order each round: none of the three always follows the same other.
    for (let i = 0; i < ways.length; i++) {
      const way = ways[(i + Math.abs(round)) % ways.length] as BlockWay;
      const rate = await turn(way, reps);
      if (round >= 0) found[way].push(rate);
    }
  }
  return found;
}

function size(len: number): string {
  return len >= 1048576 ? `${len / 1048576} MiB` : len >= 1024 ? `${len / 1024} KiB` : `${len} B`;
}
