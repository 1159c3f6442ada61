import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SshLink } from '../link/ssh';
import { startTestServer, testKey, type TestServer } from '../link/ssh-test-server';
import { deployAgent } from './deploy';

/** A deployment to a board that is this machine behind an ssh server without SFTP, interrupted at each of its steps. */

let root: string;
let workdir: string;
let server: TestServer;
let link: SshLink;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'amp-hil-deploy-'));
  workdir = join(root, 'board');
  const key = testKey();
  writeFileSync(join(root, 'login'), key.private, { mode: 0o600 });
  for (const folder of ['agent', 'addon/x64', 'addon/arm64']) mkdirSync(join(root, 'build', folder), { recursive: true });
  for (const file of ['agent/agent.cjs', 'addon/x64/amp_hil.node', 'addon/arm64/amp_hil.node'])
    writeFileSync(join(root, 'build', file), Buffer.alloc(32 * 1024 * 1024, file));
  server = await startTestServer({ loginKey: key.public });
  const declaration = { kind: 'ssh', host: '127.0.0.1', user: 'root', hostKey: server.fingerprint, identity: 'login', workdir } as const;
  link = await SshLink.connect({ ...declaration, port: server.port }, { root, timeout: 5000 });
});
afterEach(async () => {
  await link.close();
  await server.close();
  rmSync(root, { recursive: true });
});

const onBoard = (): string[] =>
  (existsSync(workdir) ? readdirSync(workdir, { recursive: true, withFileTypes: true }) : [])
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

describe('a deployment that is interrupted', () => {
  test.each([
    ['the addon', /pushing .*amp_hil\.node/, []],
    ['the agent', /pushing .*agent\.cjs/, ['amp_hil.node']],
  ])('in the push of %s is Cancelled, with no half file on the board', async (_, step, whole) => {
    const stop = new AbortController();
    const deploying = deployAgent(link, {
      root,
      workdir,
      signal: stop.signal,
      onProgress: (text) => {
        if (step.test(text)) void begun().then(() => stop.abort());
      },
    });
    await expect(deploying).rejects.toMatchObject({ code: 'Cancelled' });
    expect(onBoard()).toEqual(whole);
  });

  test('before it begins is Cancelled and touches nothing', async () => {
    await expect(deployAgent(link, { root, workdir, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'Cancelled' });
    expect(onBoard()).toEqual([]);
  });
});

/** Resolves when a file is being transferred. */
async function begun(): Promise<void> {
  while (!onBoard().some((name) => name.endsWith('.tmp'))) await new Promise((resolve) => setImmediate(resolve));
}
