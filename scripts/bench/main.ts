import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadBoard } from '../../framework/board/load-board';
import { RigSession } from '../../framework/board/rig-session';
import { acquireLock, lockKey } from '../../framework/board/lock';
import type { LinuxPeer } from '../../framework/peer/linux-peer';
import { summarise } from '../../framework/throughput/sample';
import { blockAccessFigures } from './block-access';
import { fencedFigure, litmusFigures, litmusRounds, type Rounds } from './litmus';
import { figureLine, type Figure } from './figure';
import { pingPongFigure } from './ping-pong';
import { benchOptions, type BenchBoard, type Part } from './options';
import { historyFigures } from './history';
import { litmusModelFigure } from './litmus-model';
import { scalarAccessFigure } from './scalar-access';
import { verifySpeedFigure } from './verify-speed';
import { rpcRoundTrip, serialRoundTrip, type Paired } from './round-trips';

/** `npm run bench`: the figures that the project promises, each beside its limit. Writes a log to quote and exits 1 when one is missed. */

const ROOT = resolve(__dirname, '..', '..');
const BOOTS = { sim: 10, 'zcu102-qemu': 3 } as const;
const LITMUS_BOOTS = 3;
const ON_BOARDS: readonly Part[] = ['round-trips', 'ping-pong', 'litmus', 'verify', 'block', 'boot'];
const LIMIT_READY = { sim: 0.5, 'zcu102-qemu': 20 } as const;
/** The budget of all suites in the profile qualify; that of suite 40 alone is 90 s. */
const LIMIT_QUALIFY = 300;

async function main(): Promise<number> {
  const { only, boards } = benchOptions(process.argv.slice(2));
  const wants = (part: Part): boolean => only.includes(part);
  const figures: Figure[] = [];
  const say = (figure: Figure): void => {
    figures.push(figure);
    process.stdout.write(`${figureLine(figure)}\n`);
  };
  if (wants('scalar')) say(scalarAccessFigure());
  if (wants('model')) say(litmusModelFigure(ROOT));
  if (ON_BOARDS.some(wants)) for (const name of boards) await boardFigures(name, wants, say);
  if (wants('history')) for (const figure of await historyFigures()) say(figure);
  if (wants('qualify')) say(qualifyFigure());
  const file = join(ROOT, 'reports', 'out', `bench-${new Date().toISOString().replaceAll(':', '')}.log`);
  mkdirSync(join(ROOT, 'reports', 'out'), { recursive: true });
  writeFileSync(file, `${figures.map(figureLine).join('\n')}\n`);
  process.stdout.write(`log: ${file}\n`);
  if (figures.length === 0) throw new Error('none of these parts has a figure on these boards');
  return figures.every(({ ok }) => ok) ? 0 : 1;
}

async function boardFigures(name: BenchBoard, wants: (part: Part) => boolean, say: (figure: Figure) => void): Promise<void> {
  const board = loadBoard(name, ROOT);
  const lock = await acquireLock(lockKey(board, ROOT), name);
  const ready: number[] = [];
  const rounds: Rounds[] = [];
  const boots = wants('boot') ? BOOTS[name] : wants('litmus') ? LITMUS_BOOTS : 1;
  try {
    for (let boot = 0; boot < boots; boot++) {
      process.stderr.write(`${name}: boot ${boot + 1} of ${boots}\n`);
      const start = performance.now();
      const session = await RigSession.open(board, { root: ROOT, onProgress: () => undefined, onConsole: () => undefined });
      ready.push((performance.now() - start) / 1000);
      try {
        const [linux, r5] = [session.peers.get('linux'), session.peers.get('r5')];
        if (linux && r5 && wants('litmus') && boot < LITMUS_BOOTS) rounds.push(await litmusRounds({ linux, r5 }));
        if (boot > 0) continue;
        if (wants('round-trips')) await roundTripFigures(name, session, say);
        if (linux && r5 && name === 'sim' && wants('ping-pong')) say(await pingPongFigure(ROOT, linux, r5));
        if (linux && r5 && wants('litmus')) say(await fencedFigure(name, { linux, r5 }));
        if (linux && wants('verify')) say(await verifySpeedFigure(name, 'linux', linux));
        if (wants('block'))
          for (const [id, peer] of session.peers) for (const figure of await blockAccessFigures(name, id, peer)) say(figure);
      } finally {
        await session.close();
      }
    }
  } finally {
    await lock.release();
  }
  if (wants('litmus')) for (const figure of litmusFigures(name, rounds)) say(figure);
  if (!wants('boot')) return;
  const { median, quantiles } = summarise(ready);
  const value = `median ${median.toFixed(2)} s, max ${quantiles.max.toFixed(2)} s of ${ready.length}`;
  say({ what: `${name}: power-on to rig ready`, value, limit: `≤ ${LIMIT_READY[name]} s`, ok: quantiles.max <= LIMIT_READY[name] });
}

async function roundTripFigures(name: string, session: RigSession, say: (figure: Figure) => void): Promise<void> {
  const r5 = session.r5Side('r5');
  if (r5) say(ratio(`${name}: serial command / bare one-line echo`, await serialRoundTrip(r5.peer, r5.link, 500), 3));
  if (session.link.kind === 'ssh') {
    const linux = session.peers.get('linux') as LinuxPeer;
    say(ratio(`${name}: RPC / bare ssh2 echo`, await rpcRoundTrip(linux, session.link, 500), 1.5));
  }
}

function ratio(what: string, { ours, bare, ratio: value, n }: Paired, limit: number): Figure {
  return {
    what,
    value: `${ours.toFixed(3)} ms / ${bare.toFixed(3)} ms = ${value.toFixed(2)} (medians of ${n})`,
    limit: `≤ ${limit}`,
    ok: value <= limit,
  };
}

function qualifyFigure(): Figure {
  process.stderr.write('warm npm run qualify\n');
  const start = performance.now();
  const { status } = spawnSync(process.execPath, [join(ROOT, 'scripts', 'start.js'), 'qualify'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const seconds = (performance.now() - start) / 1000;
  return {
    what: 'warm npm run qualify',
    value: `${seconds.toFixed(1)} s, exit ${status ?? 'by signal'}`,
    limit: `≤ ${LIMIT_QUALIFY} s, exit 0`,
    ok: seconds <= LIMIT_QUALIFY && status === 0,
  };
}

void main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(3);
  },
);
