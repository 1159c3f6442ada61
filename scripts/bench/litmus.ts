import { controlOffset } from '../../framework/coherence/control-block';
import type { Isa } from '../../framework/litmus/code/isa';
import { compileThread } from '../../framework/litmus/lower/compile-thread';
import { layoutOf } from '../../framework/litmus/lower/layout';
import type { LitmusTest } from '../../framework/litmus/program';
import { threadImage } from '../../framework/litmus/run/image';
import { LITMUS_AREA } from '../../framework/litmus/run/litmus';
import { defaultMeeting, type Meeting } from '../../framework/litmus/run/options';
import { SB } from '../../framework/litmus/shapes';
import { freshRun, type Outcome } from '../../framework/peer/loaded-thread';
import type { ShmPeer } from '../../framework/peer/shm-peer';
import { summarise } from '../../framework/throughput/sample';
import type { Figure } from './figure';

/**
 * Store buffering by the litmus engine against the plain C loop of `native/core/sbloop.c`, on the same two cores and the same window. The two take
 * turns, so that both see the same machine, in each of some boots, since where a boot's memory lies makes a difference; the ratio is the median of the
 * rounds' own.
 */

const ROUNDS = 3;
const ITERATIONS = 1_000_000;
const FENCED = 10_000_000;
const LIMIT = { sim: { ratio: 2.5, weak: 8 }, 'zcu102-qemu': { ratio: 0.9, weak: 5 } } as const;
interface Sides {
  linux: ShmPeer;
  r5: ShmPeer;
}
interface Rate {
  perSecond: number;
  weak: number;
}

export interface Rounds {
  readonly meeting: Meeting;
  readonly litmus: Rate[];
  readonly plain: Rate[];
}

/** The rounds of one boot. */
export async function litmusRounds({ linux, r5 }: Sides): Promise<Rounds> {
  const sides = [linux, r5] as const;
  const meeting = await meetingOf(sides);
  const found: Rounds = { meeting, litmus: [], plain: [] };
  for (let round = -1; round < ROUNDS; round++) {
    const litmus = await run(sides, SB.with('po', 'po'), ITERATIONS, meeting);
    const plain = await plainLoop(sides, ITERATIONS);
    if (round < 0) continue; // warm-up
    found.litmus.push(litmus);
    found.plain.push(plain);
  }
  return found;
}

export async function fencedFigure(name: string, { linux, r5 }: Sides): Promise<Figure> {
  const sides = [linux, r5] as const;
  const fenced = await run(sides, SB.with('dmb.sy', 'dmb.sy'), FENCED, await meetingOf(sides));
  return {
    what: `${name}: litmus SB with full barriers, weak outcomes`,
    value: `${Math.round(fenced.weak * FENCED)} in ${FENCED / 1e6} M, ${(fenced.perSecond / 1e6).toFixed(2)} M/s`,
    limit: '0',
    ok: fenced.weak === 0,
  };
}

/** Of the rounds of all boots. */
export function litmusFigures(name: keyof typeof LIMIT, boots: readonly Rounds[]): Figure[] {
  const found = { litmus: boots.flatMap(({ litmus }) => litmus), plain: boots.flatMap(({ plain }) => plain) };
  const meetings = [
    ...new Set(boots.map(({ meeting: { group, preload } }) => `a meeting in ${group} iterations${preload ? ', preloaded' : ''}`)),
  ].join('; ');
  const medians = `medians of ${found.litmus.length} in ${boots.length} boots`;
  const ratio = summarise(found.litmus.map(({ perSecond }, i) => perSecond / (found.plain[i] as Rate).perSecond)).median;
  const [ours, bare] = [found.litmus, found.plain].map((rates) => summarise(rates.map(({ perSecond }) => perSecond)).median / 1e6) as [
    number,
    number,
  ];
  const weak = 100 * summarise(found.litmus.map((rate) => rate.weak)).median;
  const plainWeak = 100 * summarise(found.plain.map((rate) => rate.weak)).median;
  const worst = Math.min(
    ...boots.map(({ litmus, plain }) => summarise(litmus.map((r, i) => r.perSecond / (plain[i] as Rate).perSecond)).median),
  );
  const limit = LIMIT[name];
  return [
    {
      what: `${name}: litmus SB (${meetings}) / plain C loop of two-word rendezvous (one in each), outcomes a second`,
      value: `${ours.toFixed(2)} M/s / ${bare.toFixed(2)} M/s = ${ratio.toFixed(2)} (${medians}; the worst boot ${worst.toFixed(2)})`,
      limit: `≥ ${limit.ratio}`,
      ok: ratio >= limit.ratio,
    },
    {
      what: `${name}: litmus SB without barriers, weak outcomes`,
      value: `${weak.toFixed(1)} % (${medians}); the plain loop ${plainWeak.toFixed(1)} %`,
      limit: `≥ ${limit.weak} %`,
      ok: weak >= limit.weak,
    },
  ];
}

async function meetingOf(sides: readonly ShmPeer[]): Promise<Meeting> {
  return defaultMeeting(
    (await Promise.all(sides.map((side) => side.identity()))).map(({ isa }) => isa),
    true,
  );
}

async function run(sides: readonly ShmPeer[], test: LitmusTest, iterations: number, meeting: Meeting): Promise<Rate> {
  const layout = layoutOf(test, { spacing: 'apart' });
  const identities = await Promise.all(sides.map((side) => side.identity()));
  const threads = identities.map(({ isa }, thread) => compileThread(test, thread, isa as Isa, layout));
  const outs = threads.map((thread) => thread.outs.length);
  const ctl = controlOffset((sides[0] as ShmPeer).region().size);
  const common = {
    roles: 2,
    ctl,
    area: { off: 0, len: LITMUS_AREA },
    iterations,
    seed: 1,
    ...meeting,
    skew: 0,
    delay: 0,
    run: freshRun(),
  } as const;
  const each = await Promise.all(
    sides.map(async (side, role) => {
      const thread = await side.loadThread(threadImage(test, threads[role] as (typeof threads)[number], outs, layout));
      return { thread, args: { ...common, role } };
    }),
  );
  const results = await Promise.all(each.map(({ thread, args }) => thread.run(args, { timeout: 300_000 })));
  const outcomes: Outcome[] = (await Promise.all(each.map(({ thread }) => thread.outcomes()))).flat();
  await Promise.all(each.map(({ thread }) => thread.unload()));
  const weak = outcomes.filter(({ words }) => words.every((word) => word === 0)).reduce((sum, { count }) => sum + Number(count), 0);
  return { perSecond: rate(iterations, results[0]?.ticks, identities[0]?.tickHz), weak: weak / iterations };
}

async function plainLoop([linux, r5]: readonly [ShmPeer, ShmPeer], iterations: number): Promise<Rate> {
  const { tickHz } = await linux.identity();
  const args = { ctl: controlOffset(linux.region().size), off: 0, iterations, run: freshRun() };
  const [results] = await Promise.all([linux.job('sbloop', { ...args, role: 0 }), r5.job('sbloop', { ...args, role: 1 })]);
  return { perSecond: rate(iterations, results.ticks, tickHz), weak: Number(results.weak) / iterations };
}

function rate(iterations: number, ticks = 0n, hz = 1n): number {
  return (iterations * Number(hz)) / Math.max(1, Number(ticks));
}
