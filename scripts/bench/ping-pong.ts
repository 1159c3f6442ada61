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
 * Round trips of one word by the job, which times each by itself, against the shortest loop in C between two processes on the same two processors, timed as
 * a whole (`native/core/test/pingpong_loop.c`). The two take turns; the ratio is the median of the rounds' own. A trip of the job holds one stamp of its
 * clock, which the job measures and the record states; the loop has none, so the ratio is of what is left without it, and both are printed.
 */

const ROUNDS = 25;
const TRIPS = 100_000;
const WARM = 10_000;
const LIMIT = 1.05;
/** Where the simulator's memory is too. */
const MEMORY = '/dev/shm';
const TABLE = 0x1000;
/** Each round has lines of its own, as each run of the loop has: where a line lies in the last cache makes a difference. */
const APART = 0x11040;

export async function pingPongFigure(root: string, linux: ShmPeer, r5: ShmPeer): Promise<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'amp-hil-bench-'));
  try {
    const program = join(folder, 'pingpong_loop');
    const core = join(root, 'native', 'core');
    execFileSync('gcc', [`@${join(core, 'core.flags')}`, join(core, 'test', 'pingpong_loop.c'), '-o', program]);
    const found = { ours: [] as number[], plain: [] as number[], stamps: [] as number[] };
    for (let round = -1; round < ROUNDS; round++) {
      const ours = await tripOfJob(linux, r5, (round + 2) * APART);
      const plain = Number(execFileSync(program, [join(MEMORY, `amp-hil-bench-${process.pid}`), String(TRIPS)], { encoding: 'utf8' }));
      if (round < 0) continue; // warm-up
      found.ours.push(ours.trip);
      found.stamps.push(ours.stamp);
      found.plain.push(plain);
    }
    const ratio = summarise(found.ours.map((ours, i) => (ours - (found.stamps[i] as number)) / (found.plain[i] as number))).median;
    const [ours, stamp, plain] = [found.ours, found.stamps, found.plain].map((all) => summarise(all).median) as [number, number, number];
    return {
      what: 'sim: round trip of 4 bytes without its stamp / plain C ping-pong',
      value: `(${ours.toFixed(0)} ns - ${stamp.toFixed(0)} ns) / ${plain.toFixed(0)} ns = ${ratio.toFixed(2)} (medians of ${ROUNDS})`,
      limit: `≤ ${LIMIT}`,
      ok: ratio <= LIMIT,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Nanoseconds of a trip, the mean of all that count, and of a stamp of the clock. */
async function tripOfJob(linux: ShmPeer, r5: ShmPeer, off: number): Promise<{ trip: number; stamp: number }> {
  const { tickHz } = await linux.identity();
  const ctl = controlOffset(linux.region().size);
  const common = { ctl, off, len: 4, warm: WARM, trips: TRIPS, most: 0, table: TABLE, patience: 0, run: freshRun() };
  const [sent] = await Promise.all([linux.job('pingpong', { ...common, role: 0 }), r5.job('pingpong', { ...common, role: 1 })]);
  const ns = (ticks: bigint): number => (Number(ticks) * 1e9) / Number(tickHz);
  return { trip: ns(sent.ticks) / Number(sent.done), stamp: ns(sent.overhead) };
}
