import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, readSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import sim from '../../boards/sim/board';
import { bundleAgent } from '../agent/bundle';
import { loadAddon } from '../agent/load-addon';
import { makeSimulatorTree, removeSimulatorTree, type SimulatorTree } from '../board/power/simulator-tree';
import { LocalLink } from '../link/local';
import { LinuxPeer } from './linux-peer';
import { SB } from '../litmus/shapes';
import { freshRun, type LitmusArgs } from './loaded-thread';
import { images, soloImage, undefinedInstruction } from './test/litmus-images';

const ROOT = join(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'amp-hil-thread-'));
const agent = join(folder, 'agent.cjs');
const addon = join(ROOT, 'build/addon', process.arch, 'amp_hil.node');
const { isa } = loadAddon(addon);

let tree: SimulatorTree;
let link: LocalLink;
let peer: LinuxPeer;

beforeAll(() => bundleAgent(ROOT, agent));
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(async () => {
  tree = makeSimulatorTree(sim);
  link = new LocalLink();
  peer = await LinuxPeer.start({ link, command: [process.execPath, agent, addon], roots: tree, nodeTimeout: 100 });
  await peer.open('platform', '3ed80000.shm');
});
afterEach(async () => {
  await peer.close();
  await link.close();
  removeSimulatorTree(tree);
});

/** A thread of the agent that is scheduled by SCHED_FIFO. */
function fifo(): boolean {
  const tasks = readdirSync(`/proc/${peer.pid}/task`);
  // Field 41 is the policy; the name, field 2, may hold anything but ends at the last bracket.
  return tasks.some((task) => /\) (?:\S+ ){38}1 /.test(readFileSync(`/proc/${peer.pid}/task/${task}/stat`, 'utf8')));
}

const args = (): LitmusArgs => ({
  role: 0,
  roles: 1,
  ctl: 0,
  area: { off: 0x1000, len: 0x10_0000 },
  iterations: 10_000,
  seed: 1,
  mode: 'user',
  skew: 0,
  delay: 0,
  run: freshRun(),
});

/** Permissions of the agent's mappings that may be executed and hold `code`. */
function executableCopies(code: Uint8Array): string[] {
  const memory = openSync(`/proc/${peer.pid}/mem`, 'r');
  try {
    return readFileSync(`/proc/${peer.pid}/maps`, 'utf8')
      .split('\n')
      .map((line) => /^([0-9a-f]+)-([0-9a-f]+) (..x.) .* 0 *$/.exec(line))
      .flatMap((found) =>
        found ? [{ from: Number.parseInt(found[1] ?? '', 16), to: Number.parseInt(found[2] ?? '', 16), mode: found[3] ?? '' }] : [],
      )
      .filter(({ from, to }) => {
        const bytes = Buffer.alloc(to - from);
        return readSync(memory, bytes, 0, bytes.length, from) > 0 && bytes.includes(Buffer.from(code));
      })
      .map(({ mode }) => mode);
  } finally {
    closeSync(memory);
  }
}

test('the code of a loaded thread is in memory that may be executed and not written, and is gone when it is unloaded', async () => {
  const image = soloImage(isa);
  const code = image.subarray(192);
  expect(executableCopies(code)).toEqual([]);
  const thread = await peer.loadThread(image);
  expect(executableCopies(code)).toEqual(['r-xp']);
  await thread.run(args());
  expect(executableCopies(code)).toEqual(['r-xp']);
  await thread.unload();
  expect(executableCopies(code)).toEqual([]);
});

test('an undefined instruction in a thread is a PeerFault of kind SIGILL that names its address', async () => {
  const thread = await peer.loadThread(undefinedInstruction(isa));
  await expect(thread.run(args())).rejects.toMatchObject({ code: 'PeerFault', detail: { side: 'linux', kind: 'SIGILL' } });
  expect((await peer.ended).code).toBe('PeerFault');
});

test('a processor that the agent may not use is refused, one that it may is taken', async () => {
  const thread = await peer.loadThread(soloImage(isa));
  await expect(thread.run(args(), { cpu: 4000 })).rejects.toMatchObject({ code: 'InvalidArgument' });
  for (let cpu = 0; cpu < availableParallelism(); cpu++) expect((await thread.run(args(), { cpu })).iterations).toBe(10_000n);
});

test('one job at a time runs a thread, and its outcomes are those of the last run', async () => {
  const thread = await peer.loadThread(soloImage(isa));
  const [first, second] = await Promise.allSettled([thread.run({ ...args(), iterations: 5_000_000 }), thread.run(args())]);
  expect(first.status).toBe('fulfilled');
  expect(second).toMatchObject({ status: 'rejected', reason: { code: 'InvalidArgument' } });
  await thread.run({ ...args(), iterations: 77 });
  expect(await thread.outcomes()).toEqual([{ words: [0], count: 77n, first: 0n }]);
});

test('real-time priority is taken where the board allows it and the process may have it, and only then', async () => {
  const waiting = async (realtime: boolean): Promise<boolean> => {
    await peer.close();
    peer = await LinuxPeer.start({ link, command: [process.execPath, agent, addon], roots: tree, nodeTimeout: 100, realtime });
    await peer.open('platform', '3ed80000.shm');
    const [image] = images(SB.with('po', 'po'), [isa, isa]);
    const thread = await peer.loadThread(image as Uint8Array);
    const abort = new AbortController();
    let ended: unknown;
    const run = thread.run({ ...args(), roles: 2 }, { signal: abort.signal }).catch((error: unknown) => (ended = error));
    let seen = false;
    for (let i = 0; i < 2000 && ended === undefined && !(seen = fifo()); i++) await peer.ping();
    abort.abort();
    await run;
    expect(ended).toMatchObject(seen || !realtime ? { code: 'Cancelled' } : { code: 'UioError', errno: 'EPERM' });
    return seen;
  };
  expect(await waiting(false)).toBe(false);
  if (availableParallelism() > 1) await waiting(true);
});
