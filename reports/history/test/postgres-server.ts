import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Where Debian keeps the programs of a server. */
const VERSIONS = '/usr/lib/postgresql';
const START_MS = 60_000;

/** A real PostgreSQL server of the test's own, on the loopback interface, in a folder that goes with it. It refuses to run as root, so Debian's own user runs it. */
export class PostgresServer {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    private readonly port: number,
  ) {}

  static async create(): Promise<PostgresServer> {
    const folder = mkdtempSync(join(tmpdir(), 'amp-hil-postgres-'));
    const user = serverUser();
    if (user) chownSync(folder, user.uid, user.gid);
    const server = new PostgresServer(folder, await freePort());
    execFileSync(program('initdb'), ['-D', join(folder, 'data'), '-U', 'postgres', '-A', 'trust', '--no-sync'], {
      ...user,
      cwd: folder,
      stdio: 'pipe',
    });
    await server.start();
    return server;
  }

  get url(): string {
    return `postgres://postgres:secret@127.0.0.1:${this.port}/postgres`;
  }

  async start(): Promise<void> {
    const { folder, port } = this;
    const args = ['-D', join(folder, 'data'), '-h', '127.0.0.1', '-p', String(port), '-k', folder];
    this.child = spawn(program('postgres'), args, { ...serverUser(), cwd: folder, stdio: 'ignore' });
    const ready = ['-h', '127.0.0.1', '-p', String(port), '-q'];
    const until = performance.now() + START_MS;
    while (spawnSync(program('pg_isready'), ready).status !== 0) {
      if (performance.now() > until) throw new Error(`postgres was not ready after ${START_MS} ms`);
      await delay(50);
    }
  }

  /** As a machine that loses its power. */
  async kill(): Promise<void> {
    const { child } = this;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

function program(name: string): string {
  const [version = '15'] = readdirSync(VERSIONS).sort().reverse();
  return join(VERSIONS, version, 'bin', name);
}

function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
