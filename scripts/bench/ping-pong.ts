import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { controlOffset } from '../../framework/coherence/control-block';
import { freshRun } from '../../framework/peer/loaded-thread';
import type { ShmPeer } from '../../framework/peer/shm-peer';
import { summarise } from '../../framework/throughput/sample';
import type { Figure } from './figure';

/**
 * Round trips of one word by the job against the shortest loop in C between two processes on the same two processors (`native/core/test/pingpong_loop.c`). Both
 * time each trip by itself with the same clock, and the sums are compared; the two take turns, and the ratio is the median of the rounds' own.
 */

const ROUNDS = 25;
const TRIPS = 100_000;
const WARM = 10_000;
const LIMIT = 1.05;
/** Where the simulator's memory is too. */
const MEMORY = '/dev/shm';
const TABLE = 0x1000;
/** Each round has a page of its own, as each run of the loop has: where a line lies in the last cache makes a difference. */
const APART = 0x11000;

export async function pingPongFigure(root: string, linux: ShmPeer, r5: ShmPeer): Promise<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'amp-hil-bench-'));
  try {
    const program = join(folder, 'pingpong_loop');
    const core = join(root, 'native', 'core');
    execFileSync('gcc', [`@${join(core, 'core.flags')}`, join(core, 'test', 'pingpong_loop.c'), '-o', program]);
    const found = { ours: [] as number[], plain: [] as number[] };
    for (let round = -1; round < ROUNDS; round++) {
      const ours = await tripOfJob(linux, r5, (round + 2) * APART);
      const plain = Number(execFileSync(program, [join(MEMORY, `amp-hil-bench-${process.pid}`), String(TRIPS)], { encoding: 'utf8' }));
      if (round < 0) continue; // warm-up
      found.ours.push(ours);
      found.plain.push(plain);
    }
    const { median: ratio, quantiles } = summarise(found.ours.map((ours, i) => ours / (found.plain[i] as number)));
    const [ours, plain] = [found.ours, found.plain].map((all) => summarise(all).median) as [number, number];
    const spread = `ratios ${quantiles.p10.toFixed(2)} to ${quantiles.p90.toFixed(2)} in eight of ten`;
    return {
      what: 'sim: round trip of 4 bytes / plain C ping-pong, each trip timed',
      value: `${ours.toFixed(0)} ns / ${plain.toFixed(0)} ns, ratio ${ratio.toFixed(2)} (medians of ${ROUNDS}; ${spread})`,
      limit: `≤ ${LIMIT}`,
      ok: ratio <= LIMIT,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Nanoseconds of a trip, the mean of all that count. */
async function tripOfJob(linux: ShmPeer, r5: ShmPeer, off: number): Promise<number> {
  const { tickHz } = await linux.identity();
  const ctl = controlOffset(linux.region().size);
  const common = { ctl, off, len: 4, warm: WARM, trips: TRIPS, most: 0, table: TABLE, patience: 0, run: freshRun() };
  const [sent] = await Promise.all([linux.job('pingpong', { ...common, role: 0 }), r5.job('pingpong', { ...common, role: 1 })]);
  return (Number(sent.ticks) * 1e9) / Number(tickHz) / Number(sent.done);
}
