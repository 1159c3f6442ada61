import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { resolve } from 'node:path';
import { loadBoard } from '../board/load-board';
import { Rig } from '../board/rig';
import { SB } from '../litmus/shapes';
import type { LitmusTest } from '../litmus/program';
import { IMAGE_WORD } from '../litmus/run/image';
import { freshRun, LITMUS_MODE, type LitmusArgs, type LitmusMode, type LitmusResults, type Outcome } from './loaded-thread';
import { uploadLines } from './r5-thread';
import { images, soloImage, undefinedInstruction, withWord } from './test/litmus-images';

jest.setTimeout(180_000);

const ROOT = resolve(__dirname, '../..');
const CTL = 0x7f_f000;
const ITERATIONS = 200_000;

describe.each(['sim', 'zcu102-qemu'])('litmus threads on %s', (name) => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await Rig.open(loadBoard(name, ROOT), { root: ROOT, onProgress: () => undefined, onConsole: () => undefined });
  });
  afterAll(() => rig.close());

  const isa = (peer: string): string => rig.identity(peer).isa;
  const args = (more: Partial<LitmusArgs> = {}): LitmusArgs => ({
    role: 0,
    roles: 1,
    ctl: CTL,
    area: { off: 0, len: CTL },
    iterations: ITERATIONS,
    seed: 7,
    mode: 'userfence',
    skew: 0,
    delay: 0,
    run: freshRun(),
    ...more,
  });

  async function both(litmus: LitmusTest, more: Partial<LitmusArgs>): Promise<{ results: LitmusResults[]; outcomes: Outcome[] }> {
    const peers = ['linux', 'r5'];
    const loaded = await Promise.all(images(litmus, peers.map(isa)).map((image, i) => rig.peer(peers[i] as string).loadThread(image)));
    const common = args({ roles: 2, ...more });
    const results = await Promise.all(loaded.map((thread, role) => thread.run({ ...common, role })));
    const outcomes = (await Promise.all(loaded.map((thread) => thread.outcomes()))).flat();
    await Promise.all(loaded.map((thread) => thread.unload()));
    return { results, outcomes };
  }
  const count = (outcomes: readonly Outcome[], words?: string): number =>
    outcomes
      .filter((outcome) => words === undefined || outcome.words.join(' ') === words)
      .reduce((sum, { count: n }) => sum + Number(n), 0);

  const modes = (Object.keys(LITMUS_MODE) as LitmusMode[]).flatMap((mode) => [1, 8].map((group) => [mode, group] as const));
  test.each(modes)('mode %s in groups of %i counts every iteration once, and full barriers forbid both zeros', async (mode, group) => {
    const { results, outcomes } = await both(SB.with('dmb.sy', 'dmb.sy'), { mode, skew: 5, delay: 200, group });
    expect(count(outcomes)).toBe(ITERATIONS);
    expect(count(outcomes, '0 0')).toBe(0);
    expect(results[0]?.digest).toBe(results[1]?.digest);
    expect(results.map(({ iterations, cells }) => [iterations, cells])).toEqual(Array(2).fill([BigInt(ITERATIONS), 4096n]));
  });

  test('store buffering without barriers shows both zeros, and the same seed replays cells and skews', async () => {
    const first = await both(SB.with('po', 'po'), { skew: 9 });
    expect(count(first.outcomes, '0 0')).toBeGreaterThan(0);
    const again = await both(SB.with('po', 'po'), { skew: 9 });
    expect(again.results[0]?.digest).toBe(first.results[0]?.digest);
    const other = await both(SB.with('po', 'po'), { skew: 9, seed: 8 });
    expect(other.results[0]?.digest).not.toBe(first.results[0]?.digest);
  });

  test.each(['linux', 'r5'])('%s refuses an image with a bad magic, of another instruction set, and none at all', async (peer) => {
    const image = soloImage(isa(peer));
    for (const bad of [
      withWord(image, IMAGE_WORD.magic, 0x324d544c),
      withWord(image, IMAGE_WORD.isa, 4),
      image.slice(0, 100),
      new Uint8Array(0),
    ])
      await expect(rig.peer(peer).loadThread(bad)).rejects.toMatchObject({ code: 'InvalidArgument' });
  });

  test('the R5 refuses a wrong checksum, and runs nothing that is not sealed', async () => {
    const lines = uploadLines(soloImage(isa('r5')));
    const r5 = rig.r5();
    const job = `job litmus 0 1 ${CTL.toString(16)} 0 ${CTL.toString(16)} 64 7 0 0`;
    for (const line of lines.slice(0, -1)) expect(await r5.command(line)).toMatchObject({ ok: true });
    expect(await r5.command('code seal 12345678')).toMatchObject({ ok: false, text: 'image crc' });
    await r5.command('args 9 0 1 0 1');
    expect(await r5.command(job)).toMatchObject({ ok: false, text: 'usage' });
    expect(await r5.command('outcome 0')).toMatchObject({ ok: false, text: 'usage no thread is sealed' });
    expect(await r5.command(lines.at(-1) as string)).toMatchObject({ ok: true });
    expect(await r5.command('code put 0 00')).toMatchObject({ ok: false, text: 'range' });
    await r5.command('args 9 0 1 0 1');
    expect(await r5.command(job)).toMatchObject({ ok: true });
    expect(await r5.command('outcome 0')).toMatchObject({ ok: true, text: '64 0 0' });
    expect(await r5.command('outcome 1')).toMatchObject({ ok: false, text: 'range' });
    expect(await r5.command('code begin 100')).toMatchObject({ ok: true });
    await r5.command('args 9 0 1 0 1');
    expect(await r5.command(job)).toMatchObject({ ok: false, text: 'usage' });
  });

  test('an undefined instruction in a thread of the R5 is a fault of its job, and the next thread runs', async () => {
    const broken = await rig.peer('r5').loadThread(undefinedInstruction(isa('r5')));
    await expect(broken.run(args())).rejects.toMatchObject({ code: 'PeerFault', detail: { side: 'r5', kind: 'undef' } });
    const whole = await rig.peer('r5').loadThread(soloImage(isa('r5')));
    expect((await whole.run(args())).iterations).toBe(BigInt(ITERATIONS));
  });

  test.each(['linux', 'r5'])('a thread of %s that waits for its other side ends when it is cancelled, and can run again', async (peer) => {
    const test2 = SB.with('po', 'po');
    const image = images(test2, [isa(peer), isa(peer)])[0] as Uint8Array;
    const thread = await rig.peer(peer).loadThread(image);
    const abort = new AbortController();
    const running = thread.run(args({ roles: 2 }), { signal: abort.signal });
    setImmediate(() => abort.abort());
    await expect(running).rejects.toMatchObject({ code: 'Cancelled' });
    const solo = await rig.peer(peer).loadThread(soloImage(isa(peer)));
    expect((await solo.run(args())).iterations).toBe(BigInt(ITERATIONS));
  });

  test('wrong arguments are refused before anything is touched', async () => {
    for (const peer of ['linux', 'r5']) {
      const thread = await rig.peer(peer).loadThread(soloImage(isa(peer)));
      for (const [more, code] of [
        [{ roles: 2 }, 'InvalidArgument'],
        [{ iterations: 0 }, 'InvalidArgument'],
        [{ mode: 'fast' as LitmusMode }, 'InvalidArgument'],
        [{ skew: 65536 }, 'InvalidArgument'],
        [{ group: 3 }, 'InvalidArgument'],
        [{ area: { off: 0, len: CTL + 64 } }, 'InvalidArgument'],
        [{ area: { off: 0, len: 1000 } }, 'OutOfRange'],
        [{ area: { off: 32, len: 0x1000 } }, 'Misaligned'],
        [{ ctl: 0x80_0000 }, 'OutOfRange'],
      ] as const)
        await expect(thread.run(args(more))).rejects.toMatchObject({ code });
      await thread.unload();
      await expect(thread.run(args())).rejects.toMatchObject({ code: 'InvalidArgument' });
    }
  });
});
