import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAX_OUTPUT } from './exec-link';
import { SshLink, type SshLinkOptions } from './ssh';
import { startTestServer, testKey, type TestServer } from './ssh-test-server';

const OTHER = `SHA256:${'A'.repeat(43)}`;
let root: string;
let server: TestServer;
let link: SshLink | undefined;
const key = testKey();

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'amp-hil-ssh-'));
  writeFileSync(join(root, 'login'), key.private, { mode: 0o600 });
  server = await startTestServer({ loginKey: key.public });
});
afterEach(async () => {
  await link?.close();
  link = undefined;
  await server.close();
  rmSync(root, { recursive: true });
});

interface Deviation extends Partial<SshLinkOptions> {
  hostKey?: string;
  identity?: string;
  port?: number;
}

async function connect({
  hostKey = server.fingerprint,
  identity = 'login',
  port = server.port,
  ...options
}: Deviation = {}): Promise<SshLink> {
  const declaration = { kind: 'ssh', host: '127.0.0.1', port, user: 'root', hostKey, identity, workdir: '/tmp' } as const;
  link = await SshLink.connect(declaration, { root, timeout: 5000, ...options });
  return link;
}

const unavailable = (message: RegExp, fix: RegExp): unknown =>
  expect.objectContaining({ code: 'BoardUnavailable', message: expect.stringMatching(message), fix: expect.stringMatching(fix) });

describe('connecting', () => {
  test('takes the fingerprint from a file as ssh-keygen writes it', async () => {
    writeFileSync(join(root, 'host.fingerprint'), `256 ${server.fingerprint} root@board (ED25519)\n`);
    const { stdout } = await (await connect({ hostKey: 'host.fingerprint' })).exec(['echo', 'hello']);
    expect(stdout).toBe('hello\n');
  });

  test('to a server with another host key fails at once, naming both fingerprints', async () => {
    const failure = connect({ hostKey: OTHER });
    await expect(failure).rejects.toEqual(
      unavailable(new RegExp(`expected ${OTHER}, got ${server.fingerprint.replaceAll('+', '\\+')} \\(ssh-ed25519\\)`), /hostKey/),
    );
    expect(server).toMatchObject({ connections: 1, refusals: 0 });
  });

  test('with a key that the server does not know fails at once and never tries a password', async () => {
    writeFileSync(join(root, 'stranger'), testKey().private);
    await expect(connect({ identity: 'stranger' })).rejects.toEqual(unavailable(/login was refused/, /authorized_keys/));
    expect(server).toMatchObject({ connections: 1, refusals: 1 });
  });

  test('to a port that refuses ends at the deadline and says so', async () => {
    await server.close();
    await expect(connect({ timeout: 250 })).rejects.toEqual(unavailable(/connection refused \(tried for 250 ms\)/, /sshd/));
  });

  test('waits for a board that is still booting', async () => {
    const { port, hostKey, fingerprint } = server;
    await server.close();
    const steps: string[] = [];
    let comeUp: () => void = () => undefined;
    const refused = new Promise<void>((resolve) => (comeUp = resolve));
    const onProgress = (text: string): void => {
      steps.push(text);
      comeUp();
    };
    const up = refused.then(async () => (server = await startTestServer({ loginKey: key.public, hostKey, port })));
    await connect({ port, hostKey: fingerprint, onProgress, timeout: 10_000 });
    await up;
    expect(steps).toEqual([expect.stringContaining('ECONNREFUSED')]);
  });

  test('to a port on which nothing speaks says that', async () => {
    const mute: Server = createServer();
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const { port } = mute.address() as AddressInfo;
    try {
      await expect(connect({ port, timeout: 1800 })).rejects.toEqual(unavailable(/nothing speaks on it/, /booting/));
    } finally {
      mute.close();
    }
  });

  test('to something that is not an ssh server says that', async () => {
    const web: Server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    const { port } = web.address() as AddressInfo;
    try {
      await expect(connect({ port, timeout: 500 })).rejects.toMatchObject({ code: 'BoardUnavailable' });
    } finally {
      web.close();
    }
  });

  test('is cancelled by its signal', async () => {
    await server.close();
    const abort = new AbortController();
    const failure = connect({ signal: abort.signal, onProgress: () => abort.abort() });
    await expect(failure).rejects.toMatchObject({ code: 'Cancelled' });
  });

  test.each([
    ['a fingerprint that is too short', { hostKey: 'SHA256:abc' }, /not a SHA256 fingerprint/],
    ['a fingerprint file that is not there', { hostKey: 'missing' }, /missing', which cannot be read/],
    ['an identity that is not there', { identity: 'missing' }, /identity .*missing' cannot be read/],
  ])('with %s is a ConfigError', async (_, deviation, message) => {
    await expect(connect(deviation)).rejects.toMatchObject({
      code: 'ConfigError',
      message: expect.stringMatching(message),
      fix: expect.stringMatching(/./),
    });
  });
});

describe('a connected link', () => {
  test('hands every argument over as it is', async () => {
    const words = ["it's", 'a b', '$HOME', '`id`', '"q"', '', '*', 'new\nline', '\\', 'ü', ';', '-n'];
    const { stdout } = await (await connect()).exec(['printf', '%s\\0', ...words]);
    expect(stdout.split('\0').slice(0, -1)).toEqual(words);
  });

  test('gives exit codes, signals and both outputs as results', async () => {
    const ssh = await connect();
    expect(await ssh.exec(['sh', '-c', 'cat; echo err >&2; exit 3'], { input: 'in' })).toEqual({
      code: 3,
      signal: null,
      stdout: 'in',
      stderr: 'err\n',
      truncated: false,
    });
    expect(await ssh.exec(['sh', '-c', 'kill -KILL $$'])).toMatchObject({ code: null, signal: 'SIGKILL' });
    expect(await ssh.exec(['no-such-command'])).toMatchObject({ code: 127 });
  });

  test('sees the status of a command that ends before its start is known', async () => {
    const ssh = await connect();
    for (let i = 0; i < 20; i++) expect(await ssh.exec(['instant'], { timeout: 1000 })).toMatchObject({ code: 5 });
  });

  test('runs commands one after another, beside a spawned process; one that waits can be cancelled', async () => {
    const ssh = await connect();
    const cat = await ssh.spawn(['cat']);
    cat.stdout.resume(); // a channel whose output nobody reads does not close
    const path = join(root, 'order');
    const commands = ['a', 'b', 'c'].map((name) =>
      ssh.exec(['sh', '-c', 'echo "$1 in" >> "$0"; sleep 0.05; echo "$1 out" >> "$0"', path, name]),
    );
    const abort = new AbortController();
    const waiting = ssh.exec(['touch', join(root, 'never')], { signal: abort.signal });
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'Cancelled' });
    await Promise.all(commands);
    expect(readFileSync(path, 'utf8')).toBe('a in\na out\nb in\nb out\nc in\nc out\n');
    expect(await ssh.exists(join(root, 'never'))).toBe(false);
    cat.stdin.end();
    expect(await cat.exited).toMatchObject({ code: 0 });
  });

  test('keeps a mebibyte of output and says that there was more', async () => {
    const { stdout, truncated } = await (await connect()).exec(['head', '-c', String(MAX_OUTPUT + 5), '/dev/zero']);
    expect([stdout.length, truncated]).toEqual([MAX_OUTPUT, true]);
  });

  test('kills a command at its deadline and names it', async () => {
    const ssh = await connect();
    await expect(ssh.exec(['sleep', '60'], { timeout: 500 })).rejects.toMatchObject({ code: 'Timeout', operation: "command 'sleep 60'" });
    expect((await ssh.exec(['echo', 'alive'])).stdout).toBe('alive\n');
  });

  test('places files through the shell when there is no SFTP: whole, with their mode, over an older one', async () => {
    const ssh = await connect();
    const path = join(root, "a folder/it's here");
    const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 31) & 0xff);
    await ssh.push(Buffer.from('old'), path, 0o600);
    await ssh.push(bytes, path, 0o750);
    expect(Buffer.compare(readFileSync(path), bytes)).toBe(0);
    expect(statSync(path).mode & 0o777).toBe(0o750);
    expect(await ssh.sha256(path)).toMatch(/^[0-9a-f]{64}$/);
    expect(await ssh.sha256(`${path}.none`)).toBeUndefined();
    expect([await ssh.exists(path), await ssh.exists(`${path}.none`)]).toEqual([true, false]);
  });

  test('says why a file cannot be placed or read', async () => {
    const ssh = await connect();
    writeFileSync(join(root, 'file'), 'content');
    await expect(ssh.push(Buffer.from('x'), join(root, 'file/below'), 0o644)).rejects.toMatchObject({
      code: 'UioError',
      syscall: 'write',
      fix: expect.stringMatching(/workdir/),
    });
    await expect(ssh.readText(join(root, 'none'), 10)).rejects.toMatchObject({ code: 'UioError', errno: 'ENOENT' });
    await expect(ssh.readText(join(root, 'file'), 6)).rejects.toMatchObject({ code: 'OutOfRange' });
    expect(await ssh.readText(join(root, 'file'), 7)).toBe('content');
  });

  test('that is cut ends every command under way with LinkClosed, and later ones', async () => {
    const ssh = await connect();
    const process = await ssh.spawn(['cat']);
    const running = ssh.exec(['sleep', '60']);
    const waiting = ssh.exec(['true']);
    server.cut();
    const gone = {
      code: 'LinkClosed',
      message: expect.stringMatching(/closed the connection|connection broke/),
      fix: expect.stringMatching(/console/),
    };
    await expect(running).rejects.toMatchObject(gone);
    await expect(waiting).rejects.toMatchObject(gone);
    expect(await process.exited).toEqual({ code: null, signal: null });
    expect(await ssh.lost).toMatchObject(gone);
    await expect(ssh.exec(['true'])).rejects.toMatchObject(gone);
    await expect(ssh.push(Buffer.from('x'), join(root, 'x'), 0o644)).rejects.toMatchObject(gone);
  });

  test('to a board that hangs is given up after three unanswered probes', async () => {
    const ssh = await connect({ keepalive: 50 });
    const running = ssh.exec(['sleep', '60']);
    server.freeze();
    await expect(running).rejects.toMatchObject({ code: 'LinkClosed', message: expect.stringContaining('does not answer any more') });
  });

  test('that was closed refuses work and is not reported as lost', async () => {
    const ssh = await connect();
    await ssh.close();
    await expect(ssh.exec(['true'])).rejects.toMatchObject({ code: 'LinkClosed', message: expect.stringContaining('the link is closed') });
    expect(await Promise.race([ssh.lost, Promise.resolve('not lost')])).toBe('not lost');
  });

  test('that is cut refuses every kind of work as closed, also before its end has been told', async () => {
    for (const work of [(ssh: SshLink) => ssh.exec(['true']), (ssh: SshLink) => ssh.push(new Uint8Array(1), join(root, 'x'), 0o644)]) {
      const ssh = await connect();
      const { client } = ssh as unknown as { client: { _sock: { destroy(): void } } };
      await ssh.exec(['true']);
      client._sock.destroy(); // the socket is gone, its close event is not here yet
      await expect(work(ssh)).rejects.toMatchObject({ code: 'LinkClosed' });
    }
  });

  test('never replaces a file by half of it when the link is cut', async () => {
    const ssh = await connect();
    const path = join(root, 'kept');
    writeFileSync(path, 'old');
    chmodSync(path, 0o644);
    const push = ssh.push(new Uint8Array(64 * 1024 * 1024), path, 0o644);
    const begun = (): boolean => readdirSync(root).some((name) => name.startsWith('kept.') && statSync(join(root, name)).size > 0);
    while (!begun()) await new Promise(setImmediate);
    server.cut();
    await expect(push).rejects.toMatchObject({ code: 'LinkClosed' });
    expect(readFileSync(path, 'utf8')).toBe('old');
  });

  test('leaves a file as it was, and nothing beside it, when a push of another is cancelled', async () => {
    const ssh = await connect();
    const path = join(root, 'kept');
    writeFileSync(path, 'old');
    const stop = new AbortController();
    const push = ssh.push(new Uint8Array(64 * 1024 * 1024), path, 0o644, stop.signal);
    // The transfer has begun: there is a file beside the place, and it has content.
    while (!readdirSync(root).some((name) => name.startsWith('kept.') && statSync(join(root, name)).size > 0))
      await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    await expect(push).rejects.toMatchObject({ code: 'Cancelled', message: expect.stringContaining('kept') });
    expect(readdirSync(root).filter((name) => name.startsWith('kept'))).toEqual(['kept']);
    expect(readFileSync(path, 'utf8')).toBe('old');
  });

  test('starts nothing for a caller who has given up', async () => {
    const ssh = await connect();
    await expect(ssh.spawn(['touch', join(root, 'started')], AbortSignal.abort())).rejects.toMatchObject({ code: 'Cancelled' });
    await ssh.exec(['true']);
    expect(readdirSync(root)).not.toContain('started');
  });
});
