import { createServer, connect, type Server, type Socket } from 'node:net';
import { userInfo } from 'node:os';
import { BoardUnavailable } from '../errors/errors';

/** Who holds a board. */
export interface LockOwner {
  pid: number;
  user: string;
  since: string;
  command: string;
}

export interface BoardLock {
  release(): Promise<void>;
}

/**
 * One user of a board at a time on this machine. The lock is a listening socket in Linux's abstract namespace: the kernel drops it with the
 * process, however that ends, so no lock is ever left behind; and whoever finds it taken asks it who the owner is.
 * Throws `BoardUnavailable` naming the owner.
 */
export async function acquireLock(board: string): Promise<BoardLock> {
  const owner: LockOwner = {
    pid: process.pid,
    user: userInfo().username,
    since: new Date().toISOString(),
    command: process.argv.slice(1, 6).join(' '),
  };
  const server = createServer((socket) => socket.on('error', () => socket.destroy()).end(JSON.stringify(owner)));
  try {
    await listen(server, lockName(board));
  } catch (cause) {
    const holder = await lockOwner(board);
    const who = holder ? `pid ${holder.pid} of ${holder.user} since ${holder.since} (${holder.command})` : 'another process';
    throw new BoardUnavailable(`board '${board}' is in use by ${who}`, { cause, fix: 'wait for it to finish, or end that process' });
  }
  server.unref();
  return { release: () => new Promise((done) => server.close(() => done())) };
}

/** The owner of a board's lock, or undefined when it is free. */
export async function lockOwner(board: string): Promise<LockOwner | undefined> {
  return new Promise((done) => {
    let text = '';
    const socket: Socket = connect(lockName(board));
    socket.setTimeout(1000, () => socket.destroy());
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('utf8').slice(0, 4096)));
    socket.on('error', () => done(undefined));
    socket.on('close', () => done(parseOwner(text)));
  });
}

function parseOwner(text: string): LockOwner | undefined {
  try {
    return JSON.parse(text) as LockOwner;
  } catch {
    return undefined; // The owner answered nothing readable: taken, by whom is not known.
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
}

function lockName(board: string): string {
  return `\0amp-hil-lock-${board}`;
}
