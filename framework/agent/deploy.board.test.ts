import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import board from '../../boards/zcu102-qemu/board';
import type { SshDeclaration } from '../board/declaration';
import type { PoweredBoard } from '../board/power/power';
import { qemuPower } from '../board/power/qemu';
import { SshLink } from '../link/ssh';
import { PATTERN } from '../peer/jobs';
import { LinuxPeer } from '../peer/linux-peer';
import { deployAgent, type DeployedAgent } from './deploy';

/** The consumer of a hand-off whose producer never comes. */
const lonely = {
  role: 1,
  ctl: 0,
  off: 0x1000,
  len: 64,
  rounds: 1000,
  seed: 9,
  pattern: 0,
  barrier: 1,
  maintenance: 0,
  patience: 0,
  run: 1,
};

const ROOT = join(__dirname, '../..');
const WORKDIR = '/tmp/amp hil';
const BOOT = 60_000;

let powered: PoweredBoard;
let link: SshLink;

beforeAll(async () => {
  powered = await qemuPower(board, ROOT).on({ onConsole: () => undefined, onProgress: () => undefined });
  link = await SshLink.connect(board.peers['linux'] as SshDeclaration, { root: ROOT, endpoint: powered.endpoints.ssh, timeout: BOOT });
}, BOOT);
afterAll(async () => {
  await link.close();
  await powered.off();
});

const deploy = async (options: { node?: string } = {}): Promise<{ agent: DeployedAgent; steps: string[] }> => {
  const steps: string[] = [];
  const agent = await deployAgent(link, { root: ROOT, workdir: WORKDIR, onProgress: (text) => steps.push(text), ...options });
  return { agent, steps };
};
const start = async (): Promise<LinuxPeer> => LinuxPeer.start({ link, command: (await deploy()).agent.command });

describe('the agent on the virtual board', () => {
  test('is pushed once and used again while its hash matches', async () => {
    const first = await deploy();
    expect(first.steps).toEqual([expect.stringContaining('amp_hil.node'), expect.stringContaining('agent.cjs')]);
    expect(first.agent.command[1]).toBe(`${WORKDIR}/${first.agent.hash}/agent.cjs`);
    expect(await deploy()).toEqual({ agent: first.agent, steps: [] });
    await link.exec(['sh', '-c', 'echo >> "$1"', 'sh', first.agent.command[1] ?? '']);
    expect((await deploy()).steps).toEqual([expect.stringContaining('agent.cjs')]);
  }, 30_000);

  test('falls back to the Node in PATH when the declared one is not there', async () => {
    const { agent } = await deploy({ node: '/opt/no/node' });
    expect(agent.command[0]).toMatch(/^\/.*node$/);
  }, 30_000);

  test('maps the real UIO device, where its window really is', async () => {
    const peer = await start();
    try {
      expect(await peer.identity()).toMatchObject({ isa: 'aarch64', facts: { cpus: '1', model: 'amp-hil virtual ZCU102' } });
      const region = (await peer.open('platform', '3ed80000.shm')).region(0);
      expect(region).toMatchObject({ size: 0x800000, physmap: 0x3ed80000n });
      await region.write64(0x7ffff8, 0x1122334455667788n);
      expect(await region.read64(0x7ffff8)).toBe(0x1122334455667788n);
      const args = { pattern: PATTERN.random, seed: 3, off: 0x1000, len: 0x10000, width: 64 };
      await peer.job('fill', args);
      expect(await peer.job('verify', args)).toMatchObject({ mismatches: 0n });
      await expect(peer.open('platform', '3ed20000.shm')).rejects.toMatchObject({
        code: 'UioError',
        message: expect.stringContaining('3ed80000.shm'),
      });
    } finally {
      await peer.close();
    }
  }, 30_000);

  test('killed in the middle of a job is a PeerFault or a LinkClosed, at once', async () => {
    const peer = await start();
    await peer.open('platform', '3ed80000.shm');
    const job = peer.job('handoff', lonely);
    const failed = expect(job).rejects.toMatchObject({ code: 'PeerFault', message: expect.stringContaining('SIGKILL') });
    while ((await peer.counters()).jobs === 0n);
    await link.exec(['kill', '-9', String(peer.pid)]);
    await failed;
    await peer.close();
  }, 30_000);

  test('ended by SIGBUS is a PeerFault with what the addon printed', async () => {
    const peer = await start();
    const failed = expect(peer.open('platform', '3ed20000.shm')).rejects.toMatchObject({
      code: 'PeerFault',
      detail: { side: 'linux', kind: 'SIGBUS' },
    });
    await link.exec(['kill', '-BUS', String(peer.pid)]);
    await failed;
    await peer.close();
  }, 30_000);

  test('places a large file over SFTP, whole and with its mode', async () => {
    const bytes = Uint8Array.from({ length: 3_000_001 }, (_, i) => (i * 13) & 0xff);
    const sum = createHash('sha256').update(bytes).digest('hex');
    await link.push(bytes, `${WORKDIR}/large`, 0o640);
    expect(await link.sha256(`${WORKDIR}/large`)).toBe(sum);
    expect((await link.exec(['stat', '-c', '%a', `${WORKDIR}/large`])).stdout).toBe('640\n');
  }, 30_000);

  test('leaves nothing of a push over SFTP that is cancelled: neither the file nor a piece of it', async () => {
    const stop = new AbortController();
    const folder = `${WORKDIR}/cancelled`;
    const push = link.push(new Uint8Array(100_000_000), `${folder}/node`, 0o755, stop.signal);
    const cancelled = expect(push).rejects.toMatchObject({ code: 'Cancelled' });
    while ((await link.exec(['sh', '-c', 'find "$1" -name "node.*.tmp" -size +0', 'sh', folder])).stdout === '');
    stop.abort();
    await cancelled;
    expect((await link.exec(['ls', folder])).stdout).toBe('');
  }, 60_000);

  test('is gone with its board: calls and link end within a second of the power', async () => {
    const peer = await start();
    await peer.open('platform', '3ed80000.shm');
    const job = peer.job('handoff', lonely);
    const failed = expect(job).rejects.toMatchObject({ code: 'LinkClosed', message: expect.stringContaining('the link to it went') });
    while ((await peer.counters()).jobs === 0n);
    process.kill(powered.pid ?? 0, 'SIGKILL');
    const since = performance.now();
    await failed;
    expect(await link.lost).toMatchObject({ code: 'LinkClosed' });
    expect(performance.now() - since).toBeLessThan(1000);
    await peer.close();
  }, 30_000);
});
